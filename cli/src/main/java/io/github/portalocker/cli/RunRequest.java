package io.github.portalocker.cli;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * What a command line of {@code run} asks for.
 *
 * @param timeout zero for one attempt; null to wait for as long as it takes
 * @param permissions of a new lock file; null for the default
 * @param backend its name; null for the default
 */
record RunRequest(
        Path file,
        List<String> command,
        LockMode mode,
        @Nullable Duration timeout,
        int conflictCode,
        @Nullable Set<PosixFilePermission> permissions,
        @Nullable String backend,
        boolean isVerbose) {

    /** Reads and checks all of it, before anything is created. */
    static RunRequest of(ParsedLine line) throws CommandException {
        List<String> operands = line.operands();
        if (operands.isEmpty()) {
            throw new UsageException("FILE and COMMAND are missing: portalocker run FILE COMMAND [ARGUMENT]...");
        }
        List<String> command = command(operands);
        Arguments.requirePassable(command);
        ParsedLine.Occurrence mode = line.last(RunCommand.SHARED, RunCommand.EXCLUSIVE);
        String seconds = line.value(RunCommand.TIMEOUT);
        Duration timeout = seconds == null ? null : Seconds.parse(seconds);
        String code = line.value(RunCommand.CONFLICT_CODE);
        String permissions = line.value(RunCommand.MODE);
        return new RunRequest(
                PathArgument.of(operands.get(0)),
                command,
                mode != null && mode.option().equals(RunCommand.SHARED) ? LockMode.SHARED : LockMode.EXCLUSIVE,
                line.has(RunCommand.NON_BLOCKING) ? Duration.ZERO : timeout,
                code == null ? ExitCode.CONFLICT : conflictCode(code),
                permissions == null ? null : permissions(permissions),
                line.value(RunCommand.BACKEND),
                line.has(RunCommand.VERBOSE));
    }

    /** Unlike flock(1), a {@code --} after FILE is not the command. */
    private static List<String> command(List<String> operands) {
        List<String> words = operands.subList(1, operands.size());
        if (!words.isEmpty() && (words.get(0).equals("-c") || words.get(0).equals("--command"))) {
            if (words.size() != 2) {
                throw new UsageException(words.get(0) + " takes exactly one STRING, which the shell runs, not "
                        + (words.size() - 1) + ": portalocker run FILE -c 'STRING'");
            }
            return Shell.command(words.get(1));
        }
        if (!words.isEmpty() && words.get(0).equals("--")) {
            words = words.subList(1, words.size());
        }
        if (words.isEmpty()) {
            throw new UsageException("there is no command to run under the lock on '" + operands.get(0)
                    + "': portalocker run FILE COMMAND [ARGUMENT]...");
        }
        return words;
    }

    private static int conflictCode(String text) {
        String digits = text.stripLeading();
        int code = digits.matches("\\+?0*[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
        if (code < 0 || code > 255) {
            throw new UsageException("-E takes an exit code from 0 to 255, not '" + text + "'");
        }
        return code;
    }

    private static Set<PosixFilePermission> permissions(String text) {
        if (!text.matches("0?[0-7]{1,3}")) {
            throw new UsageException(
                    "--mode takes permissions in octal, such as 660, from 0 to 777, not '" + text + "'");
        }
        int bits = Integer.parseInt(text, 8);
        StringBuilder permissions = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < permissions.length(); i++) {
            if ((bits & (0400 >> i)) == 0) {
                permissions.setCharAt(i, '-');
            }
        }
        return PosixFilePermissions.fromString(permissions.toString());
    }

    FileLocker locker() {
        FileLocker.Builder builder = FileLocker.builder();
        if (backend != null) {
            builder.backend(backend);
        }
        if (permissions != null) {
            builder.permissions(permissions);
        }
        return builder.build();
    }

    /** Says something to those who want to know. */
    void tell(Supplier<String> message) {
        if (isVerbose) {
            Output.report(Output.oneLine(message.get()));
        }
    }
}
