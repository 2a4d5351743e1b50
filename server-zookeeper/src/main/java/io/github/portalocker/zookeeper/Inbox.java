package io.github.portalocker.zookeeper;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** Where a thread waits for news, whatever its interrupt status, until it is told to leave. */
final class Inbox {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Semaphore news = new Semaphore(0);
    private volatile boolean closed;

    void wake() {
        news.release();
    }

    /** The thread is to leave. */
    void close() {
        closed = true;
        wake();
    }

    boolean isClosed() {
        return closed;
    }

    /** Waits for news, for a moment at the most. */
    void await() {
        await(LOOK_NANOS);
    }

    private void await(long nanos) {
        boolean interrupted = Thread.interrupted();
        try {
            if (news.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            interrupted = true; // what the interrupt is to end is told by closing this
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The answer; null if the thread is to leave before it comes, or the time is over. */
    <T> @Nullable T answer(CompletableFuture<T> asked, long nanos) {
        long end = System.nanoTime() + nanos;
        var unused = asked.whenComplete((answer, failure) -> wake());
        while (!asked.isDone()) {
            long left = end - System.nanoTime();
            if (closed || left <= 0) {
                return null;
            }
            await(Math.min(left, LOOK_NANOS));
        }
        return asked.join();
    }
}
