package io.github.portalocker.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldLock;

/** Ways to complete a future before its lock is there. */
enum Ending {
    CANCEL {
        @Override
        void apply(CompletableFuture<? extends HeldLock> future) {
            future.cancel(true);
        }
    },
    COMPLETE {
        @Override
        void apply(CompletableFuture<? extends HeldLock> future) {
            future.complete(null);
        }
    },
    COMPLETE_EXCEPTIONALLY {
        @Override
        void apply(CompletableFuture<? extends HeldLock> future) {
            future.completeExceptionally(new NotWanted());
        }
    },
    COMPLETE_ASYNC {
        @Override
        void apply(CompletableFuture<? extends HeldLock> future) {
            var unused = future.completeAsync(() -> null);
        }
    },
    OR_TIMEOUT {
        @Override
        void apply(CompletableFuture<? extends HeldLock> future) {
            var unused = future.orTimeout(1, TimeUnit.MICROSECONDS);
        }
    },
    COMPLETE_ON_TIMEOUT {
        @Override
        void apply(CompletableFuture<? extends HeldLock> future) {
            var unused = future.completeOnTimeout(null, 1, TimeUnit.MICROSECONDS);
        }
    };

    abstract void apply(CompletableFuture<? extends HeldLock> future);

    /** The lock is not wanted any more. */
    static final class NotWanted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
