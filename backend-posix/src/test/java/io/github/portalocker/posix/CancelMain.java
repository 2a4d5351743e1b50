package io.github.portalocker.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.jna.NativeLibrary;
import io.github.portalocker.FileLocker;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.posix.core.Libc;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * Cancels waits in the kernel for a lock that another process holds. Arguments: lock file, how many, and what goes on
 * meanwhile: {@code quiet}, {@code gc}, {@code prof} (a signal with SA_RESTART storms on the waiting threads),
 * {@code steal} (our signal's handler is replaced half way), {@code reset} (it is the default one half way, which kills),
 * {@code steal-all} (those of all real-time signals are replaced half way) or {@code taken} (SIGURG has a handler from the start;
 * half way, a line of input tells to go on).
 */
final class CancelMain {
    static final int SIGPROF = 27;
    private static final int SIGURG = 23;
    static final int SA_RESTART = 0x10000000;
    private static final int FLAGS_OFFSET = 136; // x86-64, aarch64

    /** A helper thread has reached the kernel by then, also on a machine with ten times as much work as processors. */
    private static final long SURELY_IN_THE_KERNEL_NANOS = 1_000_000_000;

    private static final String WAITING = "waiting";

    private static final Libc LIBC = JnaLibc.load();

    private CancelMain() {}

    /** In a thread whose name the kernel shows, for the storm to find. */
    public static void main(String[] arguments) {
        new Thread(
                        () -> {
                            try {
                                run(arguments);
                            } catch (Exception e) {
                                say("failed " + e);
                                System.exit(1);
                            }
                        },
                        WAITING)
                .start();
    }

    private static void run(String[] arguments) throws Exception {
        System.setProperty("portalocker.holders", "off"); // measure the cancellation, not the search in /proc
        int count = Integer.parseInt(arguments[1]);
        FileLocker locker = FileLocker.builder()
                .backend(System.getProperty("portalocker.backend", "posix-flock"))
                .build();
        try (LockFile file = locker.open(Path.of(arguments[0]))) {
            if (arguments[2].equals("taken")) {
                handle(SIGURG, LIBC.address("labs"), 0);
            }
            cancel(file);
            switch (arguments[2]) {
                case "gc" ->
                    daemon(() -> {
                        System.gc();
                        Thread.sleep(1); // the others have to get on, too
                    });
                case "prof" -> {
                    handle(SIGPROF, LIBC.address("labs"), SA_RESTART);
                    daemon(CancelMain::storm);
                }
                default -> {}
            }
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) {
                nanos[i] = cancel(file);
            }
            switch (arguments[2]) {
                case "steal" -> steal(file, List.of(62, 59), LIBC.address("labs"));
                case "reset" -> steal(file, List.of(62, 59), 0);
                case "steal-all" ->
                    steal(file, IntStream.rangeClosed(34, 64).boxed().toList(), LIBC.address("labs"));
                case "taken" -> {
                    say("queue all signals");
                    int unused = System.in.read();
                    say("in time " + (cancel(file, SURELY_IN_THE_KERNEL_NANOS) < 5_000_000_000L));
                    while (System.in.read() != 'e') {
                        Thread.sleep(1);
                    }
                }
                default -> {}
            }
            Arrays.sort(nanos);
            say("cancelled " + count + " p50=" + nanos[count / 2] / 1_000 + "us p99=" + nanos[count * 99 / 100] / 1_000
                    + "us max=" + nanos[count - 1] / 1_000 + "us");
        }
        System.exit(0);
    }

    /** Returns the nanoseconds between the deadline, which cancels the wait, and its acknowledgement. */
    private static long cancel(LockFile file) throws Exception {
        return cancel(file, 1_500_000); // long enough to be in the kernel by then, most of the times
    }

    private static long cancel(LockFile file, long timeout) throws Exception {
        long start = System.nanoTime();
        try {
            file.lock(EXCLUSIVE, Duration.ofNanos(timeout)).close();
            throw new AssertionError("another process holds it");
        } catch (LockTimeoutException e) {
            return System.nanoTime() - start - timeout;
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void daemon(Action action) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    action.run();
                }
            } catch (Exception e) {
                say("failed " + e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Sets a handler, and returns what was there before. */
    static byte[] handle(int signal, long handler, int flags) {
        byte[] before = new byte[256];
        byte[] action = new byte[256];
        ByteBuffer.wrap(action)
                .order(ByteOrder.nativeOrder())
                .putLong(0, handler)
                .putInt(FLAGS_OFFSET, flags);
        if (LIBC.sigaction(signal, action, before) < 0) {
            throw new AssertionError("sigaction failed");
        }
        return before;
    }

    /** A sampling profiler at its worst: every waiting thread is hit again and again. */
    private static void storm() throws Exception {
        int process = (int) ProcessHandle.current().pid();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                int thread = Integer.parseInt(task.getFileName().toString());
                if (isWaiting(task)) {
                    int unused = NativeLibrary.getProcess()
                            .getFunction("tgkill")
                            .invokeInt(new Object[] {process, thread, SIGPROF});
                }
            }
        }
        Thread.sleep(0, 100_000);
    }

    private static boolean isWaiting(Path task) {
        try {
            return Files.readString(task.resolve("comm")).startsWith(WAITING);
        } catch (java.io.IOException e) {
            return false; // it has ended
        }
    }

    /** These signals get another handler while a thread is in the kernel, and keep it. */
    private static void steal(LockFile file, List<Integer> signals, long handler) throws Exception {
        Thread waiter = new Thread(() -> {
            try {
                file.lock(EXCLUSIVE).close();
                say("acquired");
            } catch (InterruptedException e) {
                say("interrupted");
            } catch (Exception e) {
                say("failed " + e);
            }
        });
        waiter.start();
        Thread.sleep(300);
        for (int signal : signals) {
            handle(signal, handler, 0);
        }
        waiter.interrupt();
        waiter.join(10_000);
        say(waiter.isAlive() ? "hangs" : "returned");
        long late = cancel(file); // polls now
        say("polled " + (late < 1_000_000_000));
    }

    @SuppressWarnings("SystemOut") // read by the test
    private static void say(String line) {
        System.out.println(line);
    }
}
