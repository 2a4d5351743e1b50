package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code portalocker run}: a command under a lock. */
final class RunCommand implements Subcommand {
    static final Option SHARED =
            Option.flag("s", "Shared lock: other processes may hold a shared lock, too.", "shared");
    static final Option EXCLUSIVE = Option.flag("xe", "Exclusive lock (the default).", "exclusive");
    static final Option NON_BLOCKING =
            Option.flag("n", "Do not wait if the lock is held.", "nonblock", "nonblocking", "nb");
    static final Option TIMEOUT =
            Option.valued("w", "SECONDS", "Wait at most so long, for example 10 or 0.5.", "timeout", "wait");
    static final Option CONFLICT_CODE =
            Option.valued("E", "CODE", "Exit code if the lock is held, 0 to 255 (default: 1).", "conflict-exit-code");
    static final Option CLOSE =
            Option.flag("o", "Do not give the lock's descriptor to the command: it is never given to it.", "close");
    static final Option MODE = Option.valued(
            "",
            "MODE",
            "Permissions of the lock file if it has to be created, in octal, less the umask (default: 600).",
            "mode");
    static final Option BACKEND =
            Option.valued("", "NAME", "Lock backend; 'portalocker backends' lists them.", "backend");
    static final Option VERBOSE =
            Option.flag("", "Tell on the error output what is locked, how long that took, and what is run.", "verbose");

    /** Of flock(1): known, so that beginnings of their names mean the same, but not there. */
    private static final List<Option> NOT_HERE = List.of(
            Option.flag("F", "portalocker stays beside the command until that ends", "no-fork"),
            Option.flag("u", "the lock is held until the command ends", "unlock"));

    private static final Syntax SYNTAX = new Syntax(
            "portalocker run",
            List.of("[OPTION]... FILE [--] COMMAND [ARGUMENT]...", "[OPTION]... FILE -c STRING"),
            "Runs a command while holding a lock on a file, and passes on its exit code.",
            List.of(
                    SHARED,
                    EXCLUSIVE,
                    NON_BLOCKING,
                    TIMEOUT,
                    CONFLICT_CODE,
                    MODE,
                    CLOSE,
                    BACKEND,
                    VERBOSE,
                    Option.HELP,
                    Option.VERSION),
            notes());

    private static List<String> notes() {
        List<String> notes = new ArrayList<>(List.of(
                "FILE -c STRING (or --command STRING): the shell, $SHELL or /bin/sh, runs STRING.",
                "Options end at FILE; of an option that is given twice, the last one counts.",
                "",
                "FILE is created if it does not exist, and never deleted, truncated or written.",
                "Signals that would end portalocker, such as SIGINT (Ctrl-C), SIGTERM, SIGHUP and",
                "SIGUSR1, are passed on to the command; the lock is released when it has ended.",
                "On Windows, the console itself gives Ctrl-C and Ctrl-Break to the command.",
                "",
                "Exit codes: the command's; otherwise"));
        notes.addAll(ExitCode.TABLE);
        return notes;
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    private static List<Option> grammar() {
        List<Option> all = new ArrayList<>(SYNTAX.options());
        all.addAll(NOT_HERE);
        return all;
    }

    @Override
    public ParsedLine parse(List<String> words) {
        ParsedLine line = Getopt.parse(grammar(), words, true);
        for (Option option : NOT_HERE) {
            if (line.has(option)) {
                throw new UsageException(
                        "flock(1)'s option " + option.shown() + " is not supported: " + option.description());
            }
        }
        return line;
    }

    /** Whether these words, after {@code run}, name a file and a command. */
    boolean understands(List<String> words) {
        try {
            return parse(words).operands().size() > 1;
        } catch (UsageException e) {
            return false;
        }
    }

    @Override
    public int run(ParsedLine line) throws Exception {
        RunRequest request = RunRequest.of(line);
        FileLocker locker = request.locker();
        try (Signals signals = Signals.interrupting(Thread.currentThread())) {
            long start = System.nanoTime();
            HeldFileLock lock;
            try {
                lock = acquire(locker, request);
            } catch (LockTimeoutException e) {
                request.tell(() -> String.valueOf(e.getMessage()));
                return request.conflictCode();
            } catch (InterruptedException e) {
                return signals.exitCode();
            }
            try (HeldFileLock held = lock) {
                request.tell(() ->
                        "locked " + request.file() + " (" + held.mode().name().toLowerCase(Locale.ROOT) + ", "
                                + held.backend() + ") after " + Seconds.since(start));
                return runCommand(request, held, signals);
            }
        }
    }

    private static int runCommand(RunRequest request, HeldFileLock held, Signals signals) throws CommandException {
        long start = System.nanoTime();
        request.tell(() -> "running " + request.command().get(0));
        int exitCode = new ChildProcess(request.command()).run(held, signals);
        request.tell(() -> "the command ended with exit code " + exitCode + " after " + Seconds.since(start)
                + "; releasing " + request.file());
        return exitCode;
    }

    private static HeldFileLock acquire(FileLocker locker, RunRequest request)
            throws IOException, InterruptedException {
        Duration timeout = request.timeout();
        if ((timeout != null && timeout.isZero()) || !Terminal.showsErrors()) {
            return acquire(locker, request.file(), request.mode(), timeout);
        }
        WaitingLine line = WaitingLine.show(request.file());
        try {
            return acquire(locker, request.file(), request.mode(), timeout);
        } finally {
            line.close();
        }
    }

    private static HeldFileLock acquire(FileLocker locker, Path path, LockMode mode, @Nullable Duration timeout)
            throws IOException, InterruptedException {
        return timeout == null ? locker.lock(path, mode) : locker.lock(path, mode, timeout);
    }
}
