package io.github.portalocker.internal.queue;

import io.github.portalocker.LockMode;
import io.github.portalocker.internal.events.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted: passed unchanged from the call to the hold.
 *
 * @param mode shared or exclusive
 * @param deadline when to give up
 * @param interruptible whether an interrupt of the calling thread ends the wait
 * @param owner the thread that will hold the lock; null when no thread will, so that none can be said to wait for itself
 * @param scope of the {@code LockFile} through which the lock is asked for; null for none
 * @param polls whether it is never waited for in the kernel
 * @param observation what tells about it; null while none wants to know
 */
public record LockRequest(
        LockMode mode,
        Deadline deadline,
        boolean interruptible,
        @Nullable Thread owner,
        @Nullable LockScope scope,
        boolean polls,
        @Nullable Observation observation) {

    /** Of the calling thread, which waits until the deadline. */
    public static LockRequest untilDeadline(
            LockMode mode,
            Deadline deadline,
            boolean interruptible,
            @Nullable LockScope scope,
            boolean polls,
            @Nullable Observation observation) {
        return new LockRequest(mode, deadline, interruptible, Thread.currentThread(), scope, polls, observation);
    }

    /** Of the calling thread, which does not wait. */
    public static LockRequest once(LockMode mode, @Nullable LockScope scope, @Nullable Observation observation) {
        return new LockRequest(mode, Deadline.NOW, false, Thread.currentThread(), scope, true, observation);
    }

    /** Of a future: of no thread. */
    public static LockRequest ofFuture(
            LockMode mode,
            Deadline deadline,
            @Nullable LockScope scope,
            boolean polls,
            @Nullable Observation observation) {
        return new LockRequest(mode, deadline, true, null, scope, polls, observation);
    }

    /** Whether the {@code LockFile} was closed meanwhile. */
    public boolean isClosed() {
        return scope != null && scope.isClosed();
    }
}
