package io.github.portalocker.internal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.spi.KernelWait;
import org.jspecify.annotations.Nullable;

/**
 * A wait in the kernel under way, on whichever thread, and how to get that thread out of it.
 *
 * <p>A cancellation is sent again until it is acknowledged: one signal may get lost, for example before the thread has
 * reached the system call.
 */
final class RunningWait implements Runnable {
    private static final long FIRST_RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final KernelWait wait;
    private final Acquisition acquisition;

    private boolean cancelling; // guarded by this
    private boolean unreachable; // guarded by this
    private boolean done; // guarded by this
    private boolean abandoned; // guarded by this
    private boolean acquired; // written before done
    private @Nullable Throwable failure; // written before done

    RunningWait(KernelWait wait, Acquisition acquisition) {
        this.wait = wait;
        this.acquisition = acquisition;
    }

    /** Blocks the calling thread until the lock is there or {@link #cancel} gets it out. */
    @Override
    public void run() {
        boolean locked = false;
        Throwable thrown = null;
        try {
            locked = wait.await();
        } catch (IOException | RuntimeException | LinkageError e) {
            thrown = e;
        }
        boolean nobodyWaits;
        synchronized (this) {
            acquired = locked;
            failure = thrown;
            done = true;
            nobodyWaits = abandoned;
        }
        if (nobodyWaits) {
            acquisition.lock().endAbandonedWait(locked);
        } else if (acquisition.waiter().thread() != Thread.currentThread()) {
            acquisition.waiter().signal();
        }
    }

    synchronized boolean isDone() {
        return done;
    }

    private synchronized boolean isOver() {
        return done || abandoned;
    }

    /** Whether there is nothing more to wait for: it is done, or its thread cannot be reached. */
    synchronized boolean isSettled() {
        return done || unreachable;
    }

    /** Once done: whether the lock was acquired. */
    boolean acquired() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return acquired;
    }

    /** Whether somebody has called it off, who cannot be answered before it ends. */
    boolean isUnwanted() {
        return acquisition.isClosed() || acquisition.waiter().isWithdrawn();
    }

    /** Begins to cancel; returns at once, on whichever thread. */
    void cancel() {
        synchronized (this) {
            if (cancelling) {
                return;
            }
            cancelling = true;
        }
        send(FIRST_RESEND_NANOS);
    }

    private void send(long firstPause) {
        for (long pause = firstPause; !isOver(); pause = longer(pause)) {
            if (!wait.cancel()) {
                synchronized (this) {
                    unreachable = true;
                }
                acquisition.waiter().signal();
            }
            long next = longer(pause);
            if (Helpers.after(pause, () -> send(next)) != null) {
                return;
            }
            LockSupport.parkNanos(pause); // the system gives no thread that could do it
        }
    }

    private static long longer(long pause) {
        return Math.min(2 * pause, LAST_RESEND_NANOS);
    }

    /**
     * Leaves a wait whose thread cannot be reached to itself: it gives back the lock if it gets it.
     *
     * @return false if it is done already
     */
    synchronized boolean abandon() {
        abandoned = !done;
        return abandoned;
    }
}
