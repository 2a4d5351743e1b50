package io.github.portalocker.spi;

import java.io.Closeable;
import java.io.IOException;

import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * What carries at most one lock: an open file, or a name that is open on a lock server.
 *
 * <p>The core calls {@link #tryLock}, {@link #newWait}, {@link Grant#release} and {@link #close} of one handle from one thread at a
 * time, not while a wait is running, and never asks for a lock while the handle has one.
 *
 * @since 0.1.0
 */
public interface LockHandle extends Closeable {

    /**
     * Tries to lock, without waiting for other holders.
     *
     * <p>A conflicting lock may be held by another process, and by another handle in this JVM, be it one of a copy of this library
     * that another class loader has made. The core does not keep those apart: it tries one handle while another has the lock, or
     * waits for it.
     *
     * @param mode shared or exclusive
     * @return the lock; null if a conflicting one is held
     * @throws io.github.portalocker.LockException if locking fails for a reason other than a conflicting lock
     */
    @Nullable
    Grant tryLock(LockMode mode) throws IOException;

    /**
     * {@return whether {@link #tryLock} may take longer than a caller wants to wait, though it does not wait for other holders}
     *
     * <p>A server that has just started answers after its grace period, and one that is down does not answer at all. Where
     * this is true, the core calls {@link #tryLock} on a thread of its own for callers who have a deadline or can be
     * interrupted; its answer is the same for the life of the handle.
     */
    default boolean mayBlock() {
        return false;
    }

    /**
     * {@return whether a thread may pass its lock on to another thread of this JVM that waits, without a release}
     *
     * <p>That spares two calls. It is false where each holder must have a {@linkplain Grant#token() token} of its own. Then
     * shared locks are shared for a while only, so that the readers of one JVM do not keep a writer elsewhere waiting
     * forever. The answer is the same for the life of the handle.
     */
    default boolean mayHandOff() {
        return true;
    }

    /**
     * Prepares a wait for the lock in the kernel or on the server; null if it cannot be waited for there now, so that the core
     * polls.
     *
     * @param mode shared or exclusive
     * @return the wait, not yet begun
     */
    default @Nullable PendingWait newWait(LockMode mode) {
        return null;
    }

    /**
     * {@return what identifies that which is locked, equal for all handles on it in the same {@linkplain LockSystem#space() space};
     * found without asking a server}
     */
    Object identity();

    /** Closes the handle; the core has released the lock before, or has tried to. */
    @Override
    void close() throws IOException;
}
