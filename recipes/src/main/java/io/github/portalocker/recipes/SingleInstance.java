package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Portalocker;
import io.github.portalocker.spi.Failure;

/**
 * Makes a program run once for each user: the first start becomes the only instance, and each later one hands its arguments and
 * its directory over to that and gets an exit code from it.
 *
 * <pre>{@code
 * SingleInstance.Outcome outcome = SingleInstance.named("editor").become(List.of(args), request -> {
 *     System.out.println("open " + request.arguments() + " in " + request.directory());
 *     return 0;
 * });
 * if (outcome instanceof SingleInstance.HandedOver handedOver) {
 *     System.exit(handedOver.exitCode());
 * }
 * try (outcome) {
 *     // the only instance
 * }
 * }</pre>
 *
 * <p>Whether an instance runs is told by a lock that it holds for life, never by a number or a socket that a crash can leave behind.
 * The lock is in a directory of the user that depends on no environment variable, so that sessions, cron and services agree. Others hand
 * over through a Unix domain socket, or, where there is none, a TCP port of this machine with a secret in a file that only the user may
 * read.
 *
 * <p>A request is handed over at least once: if the instance ends between its work and its answer, the later start does the work again, as the
 * only instance or by handing it over to another one. Arguments and directory take 1 MiB at most.
 *
 * <p>Immutable and thread-safe. It neither ends the instance that runs nor makes a daemon of this one.
 *
 * @since 0.1.0
 */
public final class SingleInstance {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final InstanceFiles files;
    private final FileLocker locker;
    private final boolean sockets;

    /** @param sockets whether Unix domain sockets may be used */
    SingleInstance(InstanceFiles files, FileLocker locker, boolean sockets) {
        this.files = files;
        this.locker = locker;
        this.sockets = sockets;
    }

    /**
     * {@return the instance of a program, in a directory of this user}
     *
     * <p>That is {@code ~/.local/state/NAME} on Linux, {@code ~/Library/Application Support/NAME} on macOS,
     * {@code %USERPROFILE%\AppData\Local\NAME} on Windows.
     *
     * @param name of the program: letters, digits, dots, hyphens and underscores, 100 at most
     * @throws IllegalArgumentException if the name has others
     */
    public static SingleInstance named(String name) {
        return in(InstanceFiles.defaultDirectory(checked(name)), name);
    }

    /**
     * {@return the instance of a program, in another directory}
     *
     * @param directory made if it does not exist; this user must be able to write it, and others must not
     * @param name of the program: letters, digits, dots, hyphens and underscores, 100 at most
     * @throws IllegalArgumentException if the name has others
     */
    public static SingleInstance in(Path directory, String name) {
        return new SingleInstance(
                new InstanceFiles(directory.toAbsolutePath(), checked(name)),
                FileLocker.builder().build(),
                true);
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name
                            + "' becomes part of the names of files: use letters, digits, dots, hyphens and underscores, 100 at most");
        }
        return name;
    }

    /**
     * What became of a start.
     *
     * @since 0.1.0
     */
    public sealed interface Outcome extends AutoCloseable permits Primary, HandedOver {
        @Override
        void close() throws IOException;
    }

    /**
     * This is the only instance, until it is closed or the process ends; requests of later starts go to its handler.
     *
     * @since 0.1.0
     */
    public static final class Primary implements Outcome {
        private final InstanceServer server;

        Primary(InstanceServer server) {
            this.server = server;
        }

        /** {@return the lock that makes it the only one} */
        public HeldFileLock lock() {
            return server.lock();
        }

        /**
         * Takes no more requests, waits for the one that is handled now, and lets another instance start; a second call does nothing.
         *
         * <p>Starts whose request was not handled yet become the next instance, or hand over to it. Called by the handler, it does not
         * wait for that.
         */
        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /**
     * Another instance runs, and has handled the arguments.
     *
     * @param exitCode what its handler answered
     * @since 0.1.0
     */
    public record HandedOver(int exitCode) implements Outcome {
        /** Does nothing. */
        @Override
        public void close() {}
    }

    /**
     * What a later start wants.
     *
     * @param arguments of its command line
     * @param directory in which it was started
     * @since 0.1.0
     */
    public record Request(List<String> arguments, Path directory) {
        /** Keeps a copy. */
        public Request {
            arguments = List.copyOf(arguments);
            Objects.requireNonNull(directory, "directory");
        }
    }

    /**
     * Does what later starts want.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface Handler {
        /**
         * {@return the exit code for the later start}
         *
         * <p>Called on threads of this library, for one request after the other. The later start waits for it.
         *
         * @param request what it wants
         * @throws Exception if that fails: {@code become} of the later start throws an IOException with its message, also for an
         *     Error
         */
        int handle(Request request) throws Exception;
    }

    /**
     * Becomes the only instance, or hands the arguments over to the one that runs; waits 10 seconds for its answer.
     *
     * @param arguments of the command line
     * @param handler does what later starts want, if this becomes the only instance; from this moment on
     * @return which of the two; close it at the end
     * @throws LockTimeoutException if an instance runs that does not answer in time
     * @throws IOException if neither is possible, or the handler of the other instance failed
     * @throws InterruptedException if the thread is interrupted; the request may have been handled then
     */
    public Outcome become(List<String> arguments, Handler handler) throws IOException, InterruptedException {
        return become(arguments, handler, PATIENCE);
    }

    /**
     * Becomes the only instance, or hands the arguments over to the one that runs.
     *
     * @param arguments of the command line
     * @param handler does what later starts want, if this becomes the only instance; from this moment on
     * @param timeout how long to wait for the answer of another instance
     * @return which of the two; close it at the end
     * @throws LockTimeoutException if an instance runs that does not answer in time
     * @throws IOException if neither is possible, or the handler of the other instance failed
     * @throws InterruptedException if the thread is interrupted; the request may have been handled then
     */
    public Outcome become(List<String> arguments, Handler handler, Duration timeout)
            throws IOException, InterruptedException {
        Objects.requireNonNull(handler, "handler");
        Request request = new Request(arguments, Path.of("").toAbsolutePath());
        Wire.check(request);
        files.prepare();
        TimeLimit limit = TimeLimit.after(timeout);
        long pause = 2;
        while (true) {
            HeldFileLock lock = locker.tryLock(files.lock(), LockMode.EXCLUSIVE);
            if (lock != null) {
                return new Primary(InstanceServer.start(files, lock, handler, sockets));
            }
            try {
                return new HandedOver(InstanceClient.handOver(files, request, limit));
            } catch (InstanceClient.NotReached e) { // it starts, or has ended
                if (limit.isOver()) {
                    throw silent(limit, e);
                }
            }
            Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause) + 1);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private LockTimeoutException silent(TimeLimit limit, InstanceClient.NotReached cause) {
        List<LockHolder> holders =
                "off".equals(System.getProperty("portalocker.holders")) ? List.of() : Portalocker.holders(files.lock());
        LockTimeoutException failure = new LockTimeoutException(
                Failure.of(
                        "hand over to the instance that runs,",
                        files.lock(),
                        locker.backend(),
                        "it did not answer within " + limit.waited().toMillis() + " ms",
                        "end that instance, or continue it if it is stopped"),
                limit.waited(),
                holders);
        failure.initCause(cause);
        return failure;
    }
}
