package io.github.portalocker.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.internal.programs.Inheritance;
import io.github.portalocker.internal.programs.Programs;
import io.github.portalocker.internal.select.Selection;
import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

/** {@code portalocker run}: a command under a lock. */
final class RunCommand implements Subcommand {
    static final Option SHARED =
            Option.flag("s", "Shared lock: other processes may hold a shared lock, too.", "shared");
    static final Option EXCLUSIVE = Option.flag("xe", "Exclusive lock (the default).", "exclusive");
    static final Option NON_BLOCKING =
            Option.flag("n", "Do not wait if the lock is held.", "nonblock", "nonblocking", "nb");
    static final Option TIMEOUT =
            Option.valued("w", "SECONDS", "Wait at most SECONDS, for example 10 or 0.5.", "timeout", "wait");
    static final Option CONFLICT_CODE =
            Option.valued("E", "CODE", "Exit code if the lock is held, 0 to 255 (default: 1).", "conflict-exit-code");
    static final Option FILE = Option.valued(
            "f", "FILE", "Lock this file, too; in place of FILE. Of several files, all are locked or none.", "file");
    static final Option NAME =
            Option.valued("", "NAME", "Lock a name in place of a file, such as jobs/nightly.", "name");
    static final Option LOCKS = Option.valued(
            "",
            "URI",
            "Where the name is kept: file:DIRECTORY, which is made if it does not exist, or a server:"
                    + " postgresql://user:password@host/database.",
            "locks");
    static final Option SLOTS = Option.valued(
                    "",
                    "N",
                    "Run at most N commands at a time: each locks one of FILE.00.lock, FILE.01.lock ...",
                    "slots")
            .whole();
    static final Option ON_LOSS = Option.valued(
            "",
            "ACTION",
            "If a server takes the lock away while the command runs: term (the default), kill or ignore.",
            "on-loss");
    static final Option CLOSE =
            Option.flag("o", "Do not let the command inherit the lock: it is released when portalocker ends.", "close");
    static final Option NO_FORK = Option.flag(
            "F", "Replace portalocker with the command, under the same process id (see the manual).", "no-fork");
    static final Option MODE = Option.valued(
            "",
            "MODE",
            "Permissions of the lock file if it has to be created, in octal, less the umask (default: 600).",
            "mode");
    static final Option BACKEND =
            Option.valued("", "NAME", "Lock backend; 'portalocker backends' lists them.", "backend");
    static final Option FCNTL =
            Option.flag("", "The same as --backend ofd: exclude users of record locks, not of flock.", "fcntl");
    static final Option VERBOSE = Option.flag(
            "", "Report on the error output what is locked, how long that took, and what is run.", "verbose");

    /** After -f or --name; otherwise it follows FILE. */
    static final Option COMMAND = Option.valued("c", "STRING", "The shell runs STRING.", "command");

    /** Of flock(1): known, so that beginnings of its name mean the same, but not there. */
    private static final Option UNLOCK = Option.flag("u", "the lock is held until the command ends", "unlock");

    private static final Syntax SYNTAX = new Syntax(
            "portalocker run",
            List.of(
                    "[OPTION]... FILE [--] COMMAND [ARGUMENT]...",
                    "[OPTION]... FILE -c STRING",
                    "[OPTION]... -f FILE [-f FILE]... [--] COMMAND...",
                    "[OPTION]... --name NAME --locks URI [--] COMMAND..."),
            "Runs a command while holding a lock on a file, and passes on its exit code.",
            List.of(
                    SHARED,
                    EXCLUSIVE,
                    NON_BLOCKING,
                    TIMEOUT,
                    CONFLICT_CODE,
                    FILE,
                    NAME,
                    LOCKS,
                    ON_LOSS,
                    SLOTS,
                    MODE,
                    CLOSE,
                    NO_FORK,
                    BACKEND,
                    FCNTL,
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
                "The command inherits the lock, and so do the processes that it leaves behind: they",
                "keep it if portalocker is killed (Linux; not with backend nio).",
                "A lock on a server stays with portalocker; PORTALOCKER_FENCING_TOKEN is its number.",
                "Signals that would end portalocker, such as SIGINT (Ctrl-C), SIGTERM, SIGHUP and",
                "SIGUSR1, are sent to the command, which gets them once.",
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
        all.add(UNLOCK);
        all.add(COMMAND);
        return all;
    }

    @Override
    public ParsedLine parse(List<String> words) {
        ParsedLine line = Getopt.parse(grammar(), words, true);
        if (line.has(UNLOCK)) {
            throw new UsageException("flock(1)'s option -u is not supported: " + UNLOCK.description());
        }
        if (line.has(NO_FORK) && line.has(CLOSE)) {
            throw new UsageException("-F and -o exclude each other: the lock would end as the command begins");
        }
        if (line.has(COMMAND) && !line.has(FILE) && !line.has(NAME) && !line.has(Option.HELP)) {
            throw new UsageException("-c comes after the file: portalocker run FILE -c 'STRING'");
        }
        return line;
    }

    @Override
    public boolean takesBytes() {
        return true;
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
    public int run(ParsedLine line, Arguments arguments) throws Exception {
        Inheritance inherited = Inheritance.now();
        RunRequest request = RunRequest.of(line, arguments);
        FileLocker locker = request.locker();
        Programs programs = programs(locker);
        if (programs == null) {
            request.command().requirePassableByJava();
        }
        if (request.replaces()) {
            return replaceThisProcess(request, locker, programs, inherited);
        }
        Waiting waiting = new Waiting(request, request.target(locker));
        try (Signals signals = Signals.interrupting(Thread.currentThread(), inherited)) {
            if (programs != null) {
                programs.endAtQuit(inherited);
            }
            LockTarget.Held held;
            try {
                held = waiting.lock();
            } catch (LockTimeoutException e) {
                request.tell(() -> String.valueOf(e.getMessage()));
                return request.conflictCode();
            } catch (InterruptedException e) {
                return signals.exitCode();
            }
            return programs == null
                    ? new ChildProcess(request).run(held, signals)
                    : new NativeCommand(request, programs, inherited).run(held, signals);
        }
    }

    /** Those of the backend that was chosen; null if it has none. */
    private static @Nullable Programs programs(FileLocker locker) {
        LockBackend backend = Selection.forThisThread()
                .select(Optional.of(locker.backend()), Set.of())
                .backend();
        return backend instanceof Programs.Provider provider ? provider.programs() : null;
    }

    private static int replaceThisProcess(
            RunRequest request, FileLocker locker, @Nullable Programs programs, Inheritance inherited)
            throws Exception {
        if (programs == null) {
            throw new CommandException(
                    ExitCode.UNAVAILABLE,
                    "-F needs a native backend on Linux, not " + locker.backend() + "; leave -F out");
        }
        programs.endAtSignals(inherited);
        LockTarget.Held held;
        try {
            held = new Waiting(request, request.target(locker)).lock();
        } catch (LockTimeoutException e) {
            request.tell(() -> String.valueOf(e.getMessage()));
            return request.conflictCode();
        }
        throw new NativeCommand(request, programs, inherited).replaceThisProcess(held);
    }

    /** The wait for the locks, with what people are told meanwhile. */
    private record Waiting(RunRequest request, LockTarget target) {
        LockTarget.Held lock() throws IOException, InterruptedException {
            long start = System.nanoTime();
            LockTarget.Held held = acquire();
            request.tell(() -> "locked " + target.description() + " ("
                    + request.mode().name().toLowerCase(Locale.ROOT) + ", "
                    + held.locks().get(0).backend() + ") after " + Seconds.since(start));
            return held;
        }

        private LockTarget.Held acquire() throws IOException, InterruptedException {
            Duration timeout = request.timeout();
            if ((timeout != null && timeout.isZero()) || !Terminal.showsErrors()) {
                return target.lock(timeout);
            }
            WaitingLine line = WaitingLine.show(target);
            try {
                return target.lock(timeout);
            } finally {
                line.close();
            }
        }
    }
}
