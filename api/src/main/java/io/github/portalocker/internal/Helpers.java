package io.github.portalocker.internal;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Platform threads that may block in the kernel, so that the threads of the application need not.
 *
 * <p>They are daemons: a wait does not keep the JVM from exiting. They go after some idle seconds.
 */
final class Helpers {
    private static final long STACK_SIZE = 256 * 1024;
    private static final AtomicLong COUNT = new AtomicLong();

    private static final ThreadPoolExecutor POOL =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread =
                        new Thread(null, task, "portalocker-wait-" + COUNT.incrementAndGet(), STACK_SIZE, false);
                thread.setDaemon(true);
                thread.setContextClassLoader(null);
                return thread;
            });

    private Helpers() {}

    /** Runs a task soon; false if the system gives no thread. */
    static boolean run(Runnable task) {
        try {
            POOL.execute(task);
            return true;
        } catch (OutOfMemoryError e) { // "unable to create native thread"
            return false;
        }
    }
}
