package io.github.portalocker.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code portalocker run}: a command under a lock. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a command while holding a lock on a file, and passes on its exit code.",
        customSynopsis =
                "portalocker run [-s|-x] [-n] [-w SECONDS] [-E CODE] [--backend NAME] FILE -- COMMAND [ARG...]",
        footer = {
            "",
            "The file is created if it does not exist, and never deleted, truncated or written.",
            "SIGINT (Ctrl-C), SIGTERM and SIGHUP are passed on to the command; the lock is released when it has ended.",
            "On Windows, the console itself gives Ctrl-C and Ctrl-Break to the command.",
            "",
            "Exit codes: the command's, or 128 + N if signal N ended it; otherwise",
            "    1  the lock is held by others (-n, -w); -E sets another code",
            "   64  wrong usage",
            "   65  the file cannot be locked",
            "   66  the file cannot be opened",
            "   69  the command cannot be run, or no lock backend can be used",
        })
final class RunCommand implements Callable<Integer> {
    private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(Long.MAX_VALUE, 9);
    private static final BigDecimal SHORTEST_SECONDS = BigDecimal.valueOf(1, 9);

    @Spec
    private CommandSpec spec;

    @ArgGroup
    private @Nullable Mode mode;

    /** One of the two. */
    static final class Mode {
        @Option(
                names = {"-s", "--shared"},
                description = "Shared lock: others may hold it shared, too.")
        private boolean shared;

        @Option(
                names = {"-x", "-e", "--exclusive"},
                description = "Exclusive lock (the default).")
        private boolean exclusive;
    }

    @Option(
            names = {"-n", "--nb", "--nonblock"},
            description = "Do not wait when others hold the lock.")
    private boolean nonBlocking;

    @Option(
            names = {"-w", "--wait", "--timeout"},
            paramLabel = "SECONDS",
            description = "Wait at most so long, for example 0.5.")
    private @Nullable BigDecimal seconds;

    @Option(
            names = {"-E", "--conflict-exit-code"},
            paramLabel = "CODE",
            defaultValue = "1",
            description = "Exit code when others hold the lock (default: ${DEFAULT-VALUE}).")
    private int conflictCode;

    @Option(names = "--backend", paramLabel = "NAME", description = "Lock backend; 'portalocker backends' lists them.")
    private @Nullable String backend;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file to lock.")
    private String file;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "The command and its arguments.")
    private @Nullable List<String> command;

    @Override
    public Integer call() throws Exception {
        Path path = PathArgument.of(file, spec);
        List<String> words = command();
        if (conflictCode < 0 || conflictCode > 255) {
            throw usage("-E takes an exit code from 0 to 255, not " + conflictCode);
        }
        FileLocker locker = locker();
        LockMode wanted = mode != null && mode.shared && !mode.exclusive ? LockMode.SHARED : LockMode.EXCLUSIVE;
        try (Signals signals = Signals.interrupting(Thread.currentThread())) {
            HeldLock lock;
            try {
                lock = acquire(locker, path, wanted);
            } catch (LockTimeoutException e) {
                return conflictCode;
            } catch (InterruptedException e) {
                return signals.exitCode();
            }
            try (HeldLock held = lock) {
                return new ChildProcess(words).run(held, signals);
            }
        }
    }

    private HeldLock acquire(FileLocker locker, Path path, LockMode wanted) throws IOException, InterruptedException {
        if (nonBlocking) {
            return locker.lock(path, wanted, Duration.ZERO);
        }
        Duration timeout = seconds == null ? null : timeout(seconds);
        if (!Terminal.isAttached()) {
            return acquire(locker, path, wanted, timeout);
        }
        WaitingLine line = WaitingLine.show(path, spec.commandLine().getErr());
        try {
            return acquire(locker, path, wanted, timeout);
        } finally {
            line.close();
        }
    }

    private static HeldLock acquire(FileLocker locker, Path path, LockMode wanted, @Nullable Duration timeout)
            throws IOException, InterruptedException {
        return timeout == null ? locker.lock(path, wanted) : locker.lock(path, wanted, timeout);
    }

    private Duration timeout(BigDecimal seconds) {
        if (seconds.signum() < 0) {
            throw usage("-w takes a number of seconds, not " + seconds);
        }
        // compared before it is converted: all digits of 1e1000000000 would take minutes and gigabytes
        if (seconds.compareTo(LONGEST_SECONDS) >= 0) {
            return Duration.ofNanos(Long.MAX_VALUE);
        }
        return seconds.compareTo(SHORTEST_SECONDS) < 0
                ? Duration.ZERO
                : Duration.ofNanos(seconds.movePointRight(9).longValue());
    }

    private FileLocker locker() {
        FileLocker.Builder builder = FileLocker.builder();
        return (backend == null ? builder : builder.backend(backend)).build();
    }

    private List<String> command() {
        List<String> words = command == null ? List.of() : command;
        if (!words.isEmpty() && words.get(0).equals("--")) {
            words = words.subList(1, words.size());
        }
        if (words.isEmpty()) {
            throw usage("there is no command to run: portalocker run FILE -- COMMAND [ARG...]");
        }
        return words;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
