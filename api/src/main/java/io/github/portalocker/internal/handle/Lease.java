package io.github.portalocker.internal.handle;

import java.io.IOException;

import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/**
 * The right of one wait to have a handle for itself. It is ended once: by the thread that wants the lock, or, where that
 * thread has left, by the wait.
 *
 * @param lock of the handle
 * @param request what is waited for
 * @param pending how
 */
public record Lease(HandleLock lock, LockRequest request, PendingWait pending) {

    /** What became of the wait. */
    public interface Outcome {
        /** The lock; null if it was not acquired; throws what went wrong. */
        @Nullable
        Grant grant() throws IOException;
    }

    /** By the thread that wants the lock; null if the wait did not get it. */
    public @Nullable Hold end(Outcome outcome) throws IOException {
        return lock.endWait(outcome, request);
    }

    /** By a wait whose thread has left: a lock that it has acquired is released. */
    public void endAbandoned(@Nullable Grant given) {
        lock.endAbandonedWait(given, request.mode());
    }
}
