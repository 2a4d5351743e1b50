package io.github.portalocker.nio;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The locks on channels of callers, which may be on any file: on POSIX systems, closing a channel of ours could drop them.
 *
 * <p>A channel is known not to be on the file of such a lock if an attempt through it met no lock of this JVM while the other
 * was there. So these locks are numbered in the order of their coming.
 */
final class CallersLocks {
    /** For a channel that was never tried. */
    static final long NONE = 0;

    private static final AtomicLong COUNT = new AtomicLong(NONE);
    private static final Map<AdoptedHandle, Long> NUMBERS = new ConcurrentHashMap<>();

    /** Read: one is being taken. Write: a channel of ours is being closed. */
    private static final ReentrantReadWriteLock CLOSING = new ReentrantReadWriteLock();

    private CallersLocks() {}

    interface Action {
        boolean isDone() throws IOException;
    }

    /** How many there have been. */
    static long count() {
        return COUNT.get();
    }

    /** Whether one is there that was taken when there had been so many. */
    static boolean areThereSince(long count) {
        return !NUMBERS.isEmpty()
                && NUMBERS.entrySet().stream()
                        .anyMatch(entry -> entry.getValue() > count
                                && entry.getKey().channel().isOpen());
    }

    /** Tries to take one, while no channel of ours is being closed. */
    static boolean add(AdoptedHandle handle, Action attempt) throws IOException {
        CLOSING.readLock().lock();
        try {
            boolean locked = attempt.isDone();
            if (locked) {
                NUMBERS.keySet().removeIf(other -> !other.channel().isOpen()); // closing it has released its lock
                NUMBERS.put(handle, COUNT.incrementAndGet());
            }
            return locked;
        } finally {
            CLOSING.readLock().unlock();
            SharedChannel.closeUnused();
        }
    }

    /** One has been released. */
    static void remove(AdoptedHandle handle) {
        if (NUMBERS.remove(handle) != null) {
            SharedChannel.closeUnused();
        }
    }

    /**
     * Closes a channel of ours, if it likes, while none is being taken.
     *
     * @return false if it does not, or one is being taken, which is not waited for: a server may take its time
     */
    static boolean close(Action closing) throws IOException {
        if (!CLOSING.writeLock().tryLock()) {
            return false;
        }
        try {
            return closing.isDone();
        } finally {
            CLOSING.writeLock().unlock();
        }
    }
}
