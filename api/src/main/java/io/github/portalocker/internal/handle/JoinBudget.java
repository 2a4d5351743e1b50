package io.github.portalocker.internal.handle;

import java.util.concurrent.TimeUnit;

/**
 * For how long threads of this JVM may come to share a lock that others of them have, where waiters elsewhere stand in a queue: one
 * reader after the other would keep a writer there waiting forever. After that, they ask the server through another handle.
 *
 * <p>Guarded by the mutex of the {@link HandleLock}.
 */
final class JoinBudget {
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private long since;

    /** The lock was acquired just now. */
    void restart() {
        since = System.nanoTime();
    }

    /** Whether one more may share it. */
    boolean oneMore() {
        return System.nanoTime() - since < LONGEST_NANOS;
    }
}
