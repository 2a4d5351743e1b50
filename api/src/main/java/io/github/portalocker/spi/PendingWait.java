package io.github.portalocker.spi;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * One wait for a lock in the kernel or on a lock server, which can be cancelled.
 *
 * <p>Made by {@link LockHandle#newWait} and used once. While it runs, the core does nothing else with the handle.
 *
 * @since 0.1.0
 */
public interface PendingWait {

    /**
     * Blocks the calling thread until the lock is acquired or the wait is cancelled.
     *
     * <p>Returns null at once if the calling thread could not be got out of the wait; then the core polls for a while.
     *
     * <p>Called on a platform thread: the one that wants the lock, or one of the core. When it returns, nothing of the wait may be
     * left behind that could disturb what the thread does next, such as a signal on its way.
     *
     * @return the lock, also when it came before a cancellation took effect; null if there is none
     * @throws io.github.portalocker.LockException if locking fails for a reason other than a conflicting lock
     */
    @Nullable
    Grant await() throws IOException;

    /**
     * Asks {@link #await} to return; called from any thread, and again until it has returned. Does not block: no input or output,
     * which would hold up all timeouts of this JVM.
     *
     * @return false if the waiting thread cannot be reached now
     */
    boolean cancel();

    /**
     * {@return whether {@link #cancel} may go unheard for long, as on file systems whose servers answer late or never}
     *
     * <p>Then the core never lets the thread that wants the lock wait by itself, so that it can leave all the same; it goes on to call
     * {@link #cancel} now and then.
     */
    default boolean mayBeUnresponsive() {
        return false;
    }

    /**
     * {@return after how many nanoseconds the core should cancel and start over; without such a limit {@link Long#MAX_VALUE}}
     *
     * <p>For file systems on which the news of a release can get lost.
     */
    default long longestNanos() {
        return Long.MAX_VALUE;
    }
}
