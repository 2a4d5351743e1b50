package io.github.portalocker.internal.wait;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.internal.handle.Lease;
import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.internal.threads.LockThreads;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/**
 * A wait in the kernel under way, on whichever thread, and how to get that thread out of it.
 *
 * <p>A cancellation is sent again until it is acknowledged: one signal may get lost, for example before the thread has
 * reached the system call.
 */
final class CancellableWait implements Runnable, Waiter.Cancellable, Lease.Outcome {
    private static final long FIRST_RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** No caller waits any more for a thread that was abandoned. */
    private static final long RESEND_TO_ABANDONED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Lease lease;
    private final PendingWait wait;
    private final WaitClient client;

    private boolean begun; // guarded by this
    private boolean cancelling; // guarded by this
    private boolean unreachable; // guarded by this
    private boolean done; // guarded by this
    private boolean abandoned; // guarded by this
    private @Nullable Grant given; // written before done
    private @Nullable Throwable failure; // written before done

    CancellableWait(Lease lease, WaitClient client) {
        this.lease = lease;
        this.wait = lease.pending();
        this.client = client;
    }

    /** Blocks the calling thread until the lock is there or {@link #cancel} gets it out; not if it was abandoned before. */
    @Override
    public void run() {
        synchronized (this) {
            if (abandoned) {
                return;
            }
            begun = true;
        }
        Grant locked = null;
        Throwable thrown = null;
        try {
            locked = wait.await();
        } catch (Throwable e) { // of any kind: the thread that wants the lock waits for the end of this
            thrown = e;
        }
        boolean isLeft;
        synchronized (this) {
            given = locked;
            failure = thrown;
            done = true;
            isLeft = abandoned;
        }
        if (isLeft) {
            lease.endAbandoned(locked);
        } else if (client.waiter().thread() != Thread.currentThread()) {
            client.waiter().wake();
        }
    }

    public synchronized boolean isDone() {
        return done;
    }

    /** Whether there is nothing more to wait for: it is done, or its thread cannot be reached. */
    synchronized boolean isSettled() {
        return done || unreachable;
    }

    /** Once done: the lock that was acquired. */
    @Override
    public @Nullable Grant grant() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException("the backend threw an exception that it does not declare", failure);
        }
        return given;
    }

    /** Whether it was cancelled by another thread than the one that waits, so that no answer is due before it ends. */
    @Override
    public boolean isUnwanted() {
        return client.isClosed() || client.waiter().isWithdrawn();
    }

    /** Begins to cancel; returns at once, on whichever thread. */
    @Override
    public void cancel() {
        synchronized (this) {
            if (cancelling) {
                return;
            }
            cancelling = true;
        }
        send(FIRST_RESEND_NANOS);
    }

    private void send(long firstPause) {
        for (long pause = firstPause; !isDone(); pause = longer(pause)) {
            if (!reaches() && isNews()) {
                client.waiter().wake();
            }
            long next = longer(pause);
            if (LockThreads.after(pause, () -> send(next)) != null) {
                return;
            }
            if (isSettled() && wait.mayBeUnresponsive()) {
                return; // the system gives no thread that could go on, and the caller can leave without
            }
            LockSupport.parkNanos(pause); // the system gives no thread that could do it
        }
    }

    /** Notes that the thread cannot be reached; true the first time. */
    private synchronized boolean isNews() {
        boolean known = unreachable;
        unreachable = true;
        return !known;
    }

    private boolean reaches() {
        try {
            return wait.cancel();
        } catch (RuntimeException | Error e) { // sent again later, and until then as if it had not been heard
            return false;
        }
    }

    private synchronized long longer(long pause) {
        return Math.min(2 * pause, abandoned ? RESEND_TO_ABANDONED_NANOS : LAST_RESEND_NANOS);
    }

    /**
     * Leaves a wait to itself whose thread cannot be reached, or that the system gave no thread for: it releases the lock if
     * it gets it.
     *
     * @return false if it is done already
     */
    public boolean abandon() {
        synchronized (this) {
            if (done) {
                return false;
            }
            abandoned = true;
            if (begun) {
                return true;
            }
            done = true; // it will never begin, and there is nothing to cancel
        }
        lease.endAbandoned(null);
        return true;
    }
}
