package io.github.portalocker.zookeeper;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/** Waits of a bounded time, whatever the interrupt status: what the servers answer decides what becomes of a node. */
final class Uninterruptibly {
    private Uninterruptibly() {}

    /** The result; null if it has not come in time. */
    static <T> @Nullable T get(CompletableFuture<T> future, long nanos) {
        boolean interrupted = false;
        long end = System.nanoTime() + nanos;
        try {
            while (true) {
                try {
                    return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    return null;
                } catch (ExecutionException e) {
                    throw new AssertionError("answers of servers are values", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void pause(long nanos) {
        get(new CompletableFuture<>(), nanos);
    }
}
