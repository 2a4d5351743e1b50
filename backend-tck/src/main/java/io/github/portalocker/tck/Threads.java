package io.github.portalocker.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.opentest4j.TestAbortedException;

/**
 * Threads of tests.
 *
 * @since 0.1.0
 */
public final class Threads {
    /** Thousands of locks by path take some milliseconds each under Wine. */
    private static final long MUCH_WORK_SECONDS = 5 * Patience.SECONDS;

    private Threads() {}

    /** A running task: its thread and its result. */
    public record Task<T>(Thread thread, CompletableFuture<T> result) {
        /** The result; fails if it does not come. */
        public T get() throws Exception {
            return result.get(Patience.SECONDS, TimeUnit.SECONDS);
        }

        /** A thread that waits in the kernel counts as running, but gets no further. */
        private static final long NATIVE_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

        /**
         * Whether the result is not there a while after the thread has come to rest, as it does behind another one of this JVM;
         * so those that are asked in turn are in the queue in that order, however slow the machine.
         */
        public boolean isQueued() throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
            StackTraceElement[] trace = thread.getStackTrace();
            long same = System.nanoTime();
            while (!isAtRest() && !result.isDone() && System.nanoTime() - end < 0) {
                Thread.sleep(1);
                StackTraceElement[] now = thread.getStackTrace();
                if (!Arrays.equals(trace, now)) {
                    trace = now;
                    same = System.nanoTime();
                } else if (System.nanoTime() - same > NATIVE_REST_NANOS) {
                    break;
                }
            }
            return isBlocked();
        }

        private boolean isAtRest() {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }

        /** Whether the result is not there after a while. */
        public boolean isBlocked() throws InterruptedException {
            Thread.sleep(100);
            return !result.isDone();
        }
    }

    /** Runs a task on a platform thread. */
    public static <T> Task<T> start(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(result, task));
        thread.setDaemon(true);
        thread.start();
        return new Task<>(thread, result);
    }

    /** Runs a task on a virtual thread; skips the test where Java has none (before 21). */
    public static <T> Task<T> startVirtual(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable body = () -> complete(result, task);
        try {
            Thread thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
            return new Task<>(thread, result);
        } catch (ReflectiveOperationException e) {
            throw new TestAbortedException("this Java has no virtual threads");
        }
    }

    /** Runs a task on so many platform threads at once and waits for all of them; fails if one of them did. */
    public static void runInParallel(int threads, Callable<?> task) throws Exception {
        List<Task<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(start(task));
        }
        for (Task<?> each : running) {
            each.result().get(MUCH_WORK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Waits until something is so; fails if it does not become so. */
    public static void awaitThat(Callable<Boolean> condition, String what) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(Patience.SECONDS)) {
                throw new AssertionError("not so after " + Patience.SECONDS + " s: " + what);
            }
            Thread.sleep(1);
        }
    }

    private static <T> void complete(CompletableFuture<T> future, Callable<T> task) {
        try {
            future.complete(task.call());
        } catch (Throwable e) {
            future.completeExceptionally(e);
        }
    }
}
