package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.FileLocker;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * What a command line of {@code run} asks for.
 *
 * @param files to be locked; none if a name is
 * @param name to be locked, if no file is
 * @param place where the name is looked for
 * @param slots how many may have the file at a time; null for the usual lock
 * @param timeout zero for one attempt; null to wait for as long as it takes
 * @param permissions of a new lock file; null for the default
 * @param backend its name or kind; null for the default
 * @param closes whether the command is not to have the lock
 * @param onLoss what happens to the command when the lock is lost
 * @param replaces whether the command takes the place of this process
 */
record RunRequest(
        List<Path> files,
        @Nullable String name,
        @Nullable Place place,
        @Nullable Integer slots,
        CommandLine command,
        LockMode mode,
        @Nullable Duration timeout,
        int conflictCode,
        @Nullable Set<PosixFilePermission> permissions,
        @Nullable String backend,
        boolean closes,
        OnLoss onLoss,
        boolean replaces,
        boolean isVerbose) {
    private static final int MOST_SLOTS = 10_000;

    private static final String TOKEN = "PORTALOCKER_FENCING_TOKEN";

    /** Set by the launcher: the backend that starts the fastest of those that give the default's locks. */
    private static final String QUICK_BACKEND = "portalocker.quick-backend";

    /** Reads and checks all of it, before anything is created. */
    static RunRequest of(ParsedLine line, Arguments arguments) throws CommandException {
        String name = line.value(RunCommand.NAME);
        String locks = line.value(RunCommand.LOCKS);
        arguments.requireUnaltered(arguments.words().size() - line.operands().size()); // no option is passed on
        List<Path> files = new ArrayList<>();
        for (String file : line.values(RunCommand.FILE)) {
            files.add(PathArgument.of(file));
        }
        if ((name == null) != (locks == null)) {
            throw new UsageException((name == null
                            ? "--locks needs --name NAME: what is to be locked there"
                            : "--name needs --locks URI: where the name is kept")
                    + ", such as --name jobs/nightly --locks file:/var/lib/app/locks");
        }
        if (name != null && !files.isEmpty()) {
            throw new UsageException("--name and -f cannot both be given");
        }
        Place place = locks == null ? null : Place.of(locks);
        OnLoss onLoss = OnLoss.parse(line.value(RunCommand.ON_LOSS));
        if (line.has(RunCommand.ON_LOSS) && place == null) {
            throw new UsageException("--on-loss is for --name and --locks: nothing takes away the lock on a file");
        }
        if (line.has(RunCommand.NO_FORK) && place != null && place.isServer()) {
            throw new UsageException(
                    "-F works with locks of this system only: portalocker must stay to keep a lock on a server; leave -F out");
        }
        if (name != null && name.isEmpty()) {
            throw new UsageException("--name is empty, perhaps from a variable that is not set");
        }
        boolean isNamed = name != null || !files.isEmpty();
        List<String> operands = line.operands();
        if (!isNamed && operands.isEmpty()) {
            throw new UsageException("FILE and COMMAND are missing: portalocker run FILE COMMAND [ARGUMENT]...");
        }
        int first = arguments.words().size() - operands.size();
        if (!isNamed) {
            Path undecodable = arguments.undecodablePath(first);
            files.add(undecodable == null ? PathArgument.of(operands.get(0)) : undecodable);
        }
        Integer slots = slots(line, place, files);
        CommandLine command = command(line, isNamed, arguments);
        ParsedLine.Occurrence mode = line.last(RunCommand.SHARED, RunCommand.EXCLUSIVE);
        String seconds = line.value(RunCommand.TIMEOUT);
        Duration timeout = seconds == null ? null : Seconds.parse(seconds);
        String code = line.value(RunCommand.CONFLICT_CODE);
        String permissions = line.value(RunCommand.MODE);
        return new RunRequest(
                files,
                name,
                place,
                slots,
                command,
                mode != null && mode.option().equals(RunCommand.SHARED) ? LockMode.SHARED : LockMode.EXCLUSIVE,
                line.has(RunCommand.NON_BLOCKING) ? Duration.ZERO : timeout,
                code == null ? ExitCode.CONFLICT : conflictCode(code),
                permissions == null ? null : permissions(permissions),
                backend(line),
                line.has(RunCommand.CLOSE),
                onLoss,
                line.has(RunCommand.NO_FORK),
                line.has(RunCommand.VERBOSE));
    }

    private static @Nullable Integer slots(ParsedLine line, @Nullable Place place, List<Path> files) {
        String number = line.value(RunCommand.SLOTS);
        if (number == null) {
            return null;
        }
        int slots = number.matches("0*[0-9]{1,5}") ? Integer.parseInt(number) : 0;
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new UsageException("--slots takes a number from 1 to " + MOST_SLOTS + ", not '" + number + "'");
        }
        if (place != null || files.size() > 1 || line.has(RunCommand.SHARED)) {
            throw new UsageException("--slots is for one FILE, without --name, -s, and a second -f");
        }
        return slots;
    }

    private static @Nullable String backend(ParsedLine line) {
        ParsedLine.Occurrence last = line.last(RunCommand.BACKEND, RunCommand.FCNTL);
        return last == null ? null : last.option().equals(RunCommand.FCNTL) ? "ofd" : last.value();
    }

    /** Unlike flock(1), a {@code --} after FILE is not the command. */
    private static CommandLine command(ParsedLine line, boolean isNamed, Arguments arguments) {
        List<String> operands = line.operands();
        String string = line.value(RunCommand.COMMAND);
        if (string != null) { // only after -f or --name, where it is an option
            if (!operands.isEmpty()) {
                throw new UsageException("-c takes exactly one STRING, which the shell runs; '" + operands.get(0)
                        + "' is one word too much");
            }
            return CommandLine.ofOption(string, arguments);
        }
        List<String> words = isNamed ? operands : operands.subList(1, operands.size());
        if (!words.isEmpty() && (words.get(0).equals("-c") || words.get(0).equals("--command"))) {
            if (words.size() != 2) {
                throw new UsageException(words.get(0) + " takes exactly one STRING, which the shell runs, not "
                        + (words.size() - 1) + ": portalocker run FILE -c 'STRING'");
            }
            return CommandLine.ofShell(words.get(1), arguments);
        }
        if (!isNamed && !words.isEmpty() && words.get(0).equals("--")) {
            words = words.subList(1, words.size());
        }
        if (words.isEmpty()) {
            throw new UsageException("there is no command to run under the lock"
                    + (isNamed ? "" : " on '" + operands.get(0) + "'")
                    + ": portalocker run " + (isNamed ? "..." : "FILE") + " COMMAND [ARGUMENT]...");
        }
        return CommandLine.of(words, arguments);
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

    /** How it is to be locked; what is built later is told by properties, which are the defaults. */
    FileLocker locker() {
        if (permissions != null) {
            System.setProperty("portalocker.permissions", PosixFilePermissions.toString(permissions));
        }
        if (backend != null) {
            System.setProperty("portalocker.backend", backend);
        }
        String quick = System.getProperty(QUICK_BACKEND);
        if (quick != null && System.getProperty("portalocker.backend") == null) {
            try {
                return FileLocker.builder().backend(quick).build();
            } catch (BackendUnavailableException e) {
                return FileLocker.builder().build(); // which finds another one, or says more
            }
        }
        return FileLocker.builder().build();
    }

    /** What is to be locked. */
    LockTarget target(FileLocker locker) throws IOException {
        if (slots != null) {
            return SlotsTarget.of(locker, files.get(0), slots);
        }
        return name == null || place == null
                ? new FileTarget(locker, files, mode)
                : new NameTarget(place.connect(), name, place, mode);
    }

    /** Whether the lock can be lost while it is held. */
    boolean isOnServer() {
        return place != null && place.isServer();
    }

    /** What the command finds in its environment; the variable of another lock is never passed on: empty if there is no token. */
    Map<String, String> variables(LockTarget.Held held) {
        OptionalLong token = held.locks().get(0).fencingToken();
        return Map.of(TOKEN, token.isPresent() ? Long.toString(token.getAsLong()) : "");
    }

    /** Says something to those who want to know. */
    void tell(Supplier<String> message) {
        if (isVerbose) {
            Output.report(Output.oneLine(message.get()));
        }
    }
}
