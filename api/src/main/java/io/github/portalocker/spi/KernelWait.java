package io.github.portalocker.spi;

import java.io.IOException;

/**
 * One wait for a lock inside the operating system, which can be called off.
 *
 * <p>Made by {@link LockHandle#newWait} and used once. While it runs, the core does nothing else with the handle.
 *
 * @since 0.1.0
 */
public interface KernelWait {

    /**
     * Blocks the calling thread until the lock is acquired or the wait is cancelled.
     *
     * <p>Returns false at once if the calling thread could not be got out of the wait; then the core polls for a while.
     *
     * <p>Called on a platform thread: the one that wants the lock, or one of the core. When it returns, nothing of the wait may be
     * left behind that could disturb what the thread does next, such as a signal on its way.
     *
     * @return whether the lock was acquired; true also when that happened before a cancellation took effect
     * @throws io.github.portalocker.LockException if anything but contention is in the way
     */
    boolean await() throws IOException;

    /**
     * Asks {@link #await} to return; called from any thread, and again until it has returned. Does not block.
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
    default boolean mayBeDeaf() {
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
