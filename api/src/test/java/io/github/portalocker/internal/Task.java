package io.github.portalocker.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.portalocker.memory.VirtualThreads;

import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Something that runs on a thread of its own. */
record Task<T>(Thread thread, CompletableFuture<T> result) {
    static <T> Task<T> start(Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(result, body));
        thread.setDaemon(true);
        thread.start();
        return new Task<>(thread, result);
    }

    static <T> Task<T> startVirtual(Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        return new Task<>(VirtualThreads.start(() -> complete(result, body)), result);
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> body) {
        try {
            result.complete(body.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** What the body returns or throws. */
    T get() throws Exception {
        try {
            return result.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            e.setStackTrace(thread.getStackTrace()); // where it is
            throw e;
        }
    }

    /** Waits until the thread is parked in a queue of the engine. */
    Task<T> queued() {
        eventually().until(() -> result.isDone() || EngineState.isQueued(thread));
        assertThat(result).isNotDone();
        return this;
    }
}
