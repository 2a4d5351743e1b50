package io.github.portalocker.internal;

import org.jspecify.annotations.Nullable;

/**
 * Who wants a lock and until when.
 *
 * @param waiter the place in the queue
 * @param deadline when to give up
 * @param via the object through which the lock is asked for, whose closing ends the wait; null for none
 * @param owner the thread that will hold the lock; null when no thread will
 */
record Acquisition(
        Waiter waiter,
        Deadline deadline,
        @Nullable OpenLockFile via,
        @Nullable Thread owner) {
    /** Whether the one who wants it may give up before there is an answer. */
    boolean mayLeave() {
        return deadline.isTimed() || waiter.isCancellable();
    }

    boolean isClosed() {
        return via != null && via.isClosed();
    }
}
