package io.github.portalocker;

import java.util.concurrent.locks.ReadWriteLock;

import org.jspecify.annotations.Nullable;

/**
 * The shared and the exclusive lock on one file or name as reentrant locks of {@code java.util.concurrent}.
 *
 * <p>Not to be implemented by users: methods may be added.
 *
 * @since 0.1.0
 */
public interface LockPair extends ReadWriteLock {

    /**
     * {@return the lock that the calling thread holds through this object; null if it holds none}
     *
     * <p>Ask it for the {@linkplain HeldLock#fencingToken() fencing token}, or whether it is still valid. Locking again does not
     * change it. Leave it open: unlock closes it.
     */
    @Nullable
    HeldLock heldByCurrentThread();
}
