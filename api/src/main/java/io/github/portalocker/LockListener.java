package io.github.portalocker;

/**
 * Receives events of the locks of a {@link FileLocker} or of {@link NamedLocks}, for metrics, logs and alarms.
 *
 * <p>All methods do nothing unless they are overridden. Set it with {@link FileLocker.Builder#listener(LockListener)} or
 * {@link NamedLocks#connect(String, LockListener)}.
 *
 * <h2>Events</h2>
 *
 * <p>Each {@code waiting} is followed by exactly one of {@code acquired}, {@code timedOut} and {@code cancelled}; each
 * {@code acquired} by one {@code released}, unless the process ends first or the lock is never released. An attempt that may not
 * wait, such as {@code tryLock} without a timeout or with a timeout of zero, is told when it gets the lock, and not at all when it
 * is refused. A {@link LockPair} tells of the lock on the file or name, not of each entry of a thread.
 * When a thread hands its lock to the next one of this JVM, that is a release and an acquisition. A lock that arrives for a
 * future at the very instant in which the future is completed by other code is told as acquired and released. {@code lockAll}
 * tells of each of its locks, also of those that it releases because another one is busy.
 *
 * <p>A lock on a channel ends when its caller closes the channel, which this library does not see: {@code released} is called
 * when the lock is closed.
 *
 * <h2>Threads</h2>
 *
 * <p>The thread that asks for a lock calls {@code waiting}, {@code acquired}, {@code timedOut} and {@code cancelled}; the thread
 * that releases it calls {@code released}. A thread of this library calls {@code lost}, and for futures all but {@code released};
 * only what {@code lockAsync} finds out at once, {@code waiting} or {@code acquired}, it tells on its caller's thread. Events of
 * different threads have no order: the next holder may be told as acquired before the last one is told as released, and the wait
 * of a future may be told as ended while {@code waiting} still runs.
 *
 * <p>The methods are called without any lock of this library held, so they may lock and release files. But the caller's lock
 * operation goes on only when they return: they should be quick. They must not wait for the lock that they are told of. What
 * they throw is logged, and changes nothing for the lock or its caller.
 *
 * @since 0.1.0
 */
public interface LockListener {

    /**
     * A thread or a future has to wait for a lock, because another thread or another process is in the way.
     *
     * @param event the lock that is wanted
     */
    default void waiting(LockEvent event) {}

    /**
     * A lock was acquired, after the time {@link LockEvent#waited()}, which is zero if it was free.
     *
     * @param event the lock
     */
    default void acquired(LockEvent event) {}

    /**
     * A wait ended at its timeout, after the time {@link LockEvent#waited()}, without the lock.
     *
     * @param event the lock that was wanted
     */
    default void timedOut(LockEvent event) {}

    /**
     * A wait ended without the lock, but not at its timeout: it was interrupted, its future was completed by other code, what the
     * lock was asked for through was closed, or locking failed.
     *
     * @param event the lock that was wanted
     */
    default void cancelled(LockEvent event) {}

    /**
     * A lock was released, after the time {@link LockEvent#held()}.
     *
     * <p>Also when the {@link LockFile} that it was acquired through was closed.
     *
     * @param event the lock
     */
    default void released(LockEvent event) {}

    /**
     * A lock that is held, for {@link LockEvent#held()} by now, was found to be lost, as {@link HeldLock#lost()} tells.
     *
     * <p>The lock is still to be released, and {@code released} is called then. The two may be called at the same time.
     *
     * @param event the lock
     */
    default void lost(LockEvent event) {}
}
