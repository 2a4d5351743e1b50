package io.github.portalocker.internal.acquire;

import java.util.concurrent.CompletableFuture;

import io.github.portalocker.HeldLock;

/**
 * What {@code lockAsync} returns. Any code may complete it, which withdraws the wait; but a lock that it was completed with
 * cannot be put out of sight, because only its holder can release it.
 */
final class LockFuture<L extends HeldLock> extends CompletableFuture<L> {
    private static final String REASON =
            "a lock that this future was completed with would stay held; close the lock instead";

    /** Of a dependent, which nothing waits for: a plain one. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public void obtrudeValue(L value) {
        throw new UnsupportedOperationException(REASON);
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException(REASON);
    }
}
