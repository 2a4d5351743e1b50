package io.github.portalocker.recipes;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.portalocker.HeldFileLock;
import org.jspecify.annotations.Nullable;

/** Locks to come. */
final class Futures {
    private Futures() {}

    /** Gives up a wait, and the lock if it has come. */
    static void leave(CompletableFuture<HeldFileLock> wait) throws IOException {
        if (wait.cancel(false)) {
            return;
        }
        try {
            HeldFileLock lock = wait.getNow(null);
            if (lock != null) {
                lock.close();
            }
        } catch (CompletionException | CancellationException e) {
            return; // there is none
        }
    }

    /** What a future failed with, as a method that waits throws it. */
    static IOException failure(@Nullable Throwable cause) {
        Throwable inner = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        if (inner instanceof Error error) {
            throw error;
        }
        if (inner instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return inner instanceof IOException failure ? failure : new IOException(inner);
    }
}
