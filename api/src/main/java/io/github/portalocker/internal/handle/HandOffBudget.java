package io.github.portalocker.internal.handle;

import java.util.concurrent.TimeUnit;

/**
 * How long the threads of this JVM may pass a lock on among themselves before the operating system is told of a release.
 *
 * <p>Guarded by the mutex of the {@link HandleLock}.
 */
final class HandOffBudget {
    /**
     * How often threads of this JVM may pass the lock on before other processes get a chance: measured, eight times give three
     * times the throughput of contending threads, and let another process wait not twice as long.
     */
    private static final int MOST_TIMES = 8;

    /** Ends passing on when threads hold the lock for longer than it takes to hand it over. */
    private static final long LONGEST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private int times;
    private long since;

    /** The operating system has just given the lock. */
    void restart() {
        times = 0;
    }

    /** Whether the lock may be handed off once more. */
    boolean oneMore() {
        long now = System.nanoTime();
        if (times++ == 0) {
            since = now;
        }
        return times <= MOST_TIMES && now - since < LONGEST_NANOS;
    }
}
