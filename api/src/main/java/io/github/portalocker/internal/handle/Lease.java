package io.github.portalocker.internal.handle;

import java.io.IOException;

import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.spi.KernelWait;
import org.jspecify.annotations.Nullable;

/**
 * The right of one wait to have a descriptor for itself. It is ended once: by the thread that wants the lock, or, where that
 * thread has left, by the wait.
 *
 * @param lock of the descriptor
 * @param request what is waited for
 * @param kernelWait how
 */
public record Lease(HandleLock lock, LockRequest request, KernelWait kernelWait) {

    /** What became of the wait. */
    public interface Outcome {
        /** Whether the lock was acquired; throws what went wrong. */
        boolean acquired() throws IOException;
    }

    /** By the thread that wants the lock; null if the wait did not get it. */
    public @Nullable Hold end(Outcome outcome) throws IOException {
        return lock.endWait(outcome, request);
    }

    /** By a wait whose thread has left: a lock that it has acquired is released. */
    public void endAbandoned(boolean acquired) {
        lock.endAbandonedWait(acquired ? request.mode() : null);
    }
}
