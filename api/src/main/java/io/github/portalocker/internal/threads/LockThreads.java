package io.github.portalocker.internal.threads;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Threads of this library: those that may block in the kernel so that the threads of the application need not, and one that
 * cancels waits in time.
 *
 * <p>They are daemons: a wait does not keep the JVM from exiting. They go after some idle seconds.
 */
public final class LockThreads {
    private static final long STACK_SIZE = 256 * 1024;
    private static final long IDLE_SECONDS = 5;
    private static final AtomicLong COUNT = new AtomicLong();

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads("wait"));

    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private LockThreads() {}

    private static ThreadFactory threads(String purpose) {
        return task -> {
            String name = "portalocker-" + purpose + "-" + COUNT.incrementAndGet();
            Thread thread = new Thread(null, task, name, STACK_SIZE, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        };
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, threads("cancel"));
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /** Runs a task soon, which may block; false if the system gives no thread. */
    public static boolean run(Runnable task) {
        try {
            POOL.execute(task);
            return true;
        } catch (OutOfMemoryError e) { // "unable to create native thread"
            return false;
        }
    }

    /** Runs code of the application soon, by which the calling thread must not be held up. */
    public static void runOnAny(Runnable task) {
        if (!run(task)) {
            ForkJoinPool.commonPool().execute(task); // the system gives no new thread
        }
    }

    /** Runs a short task later; null if the system gives no thread. */
    public static @Nullable Future<?> after(long nanos, Runnable task) {
        try {
            return CLOCK.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (OutOfMemoryError e) { // "unable to create native thread"
            return null;
        }
    }
}
