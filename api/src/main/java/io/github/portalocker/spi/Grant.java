package io.github.portalocker.spi;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * One lock that a {@link LockHandle} has got, until it is released.
 *
 * <p>The handle of a file may be the grant of one lock after the other itself. Then it sees to it that late news of one says
 * nothing about the next. On a lock server, each lock has a grant of its own.
 *
 * @since 0.1.0
 */
public interface Grant {

    /**
     * Releases the lock; when this fails, the lock counts as still held, unless it {@linkplain #isKnownLost() is lost}.
     *
     * @throws io.github.portalocker.LockException if the operating system refuses, or the server cannot be asked
     */
    void release() throws IOException;

    /**
     * {@return whether the lock is known to be lost, without asking a server now}
     *
     * <p>The core looks before it hands a lock over to another thread and before it lets a thread share one: a lost lock excludes
     * nothing. Once true, it stays so until the handle is given another lock; the core asks it for none, but for an adopted
     * channel. Called from any thread; costs no more than reading a volatile field. After the handle was closed, any answer will do.
     */
    default boolean isKnownLost() {
        return false;
    }

    /** {@return how the lock was lost, in words; asked only once it is} */
    default String lossReason() {
        return "the server has dropped its lock";
    }

    /**
     * Whether the lock is still there, as far as that can be found out without touching it.
     *
     * <p>Servers can lose locks without telling their holders. Called beside the other methods, while the handle is open; may ask
     * the server and wait for its answer, for a bounded time.
     *
     * @return false if it is known that the lock was lost
     * @throws io.github.portalocker.LockException if the server cannot be asked
     */
    default boolean isStillHeld() throws IOException {
        return !isKnownLost();
    }

    /**
     * {@return a number that is greater for each later exclusive lock on the same name; empty where there is none}
     *
     * <p>Asked once for each grant, of exclusive ones only.
     */
    default OptionalLong token() {
        return OptionalLong.empty();
    }

    /**
     * Lets the core know when the lock gets lost; the core asks {@link #isKnownLost()} by itself when it uses the lock, so a
     * handle that learns of a loss only by being asked need not do this.
     *
     * @param listener to be run once, on any thread, after {@link #isKnownLost()} has become true, at once if it was already; returns
     *     at once and throws nothing
     */
    default void onLoss(Runnable listener) {}
}
