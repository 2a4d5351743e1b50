package io.github.portalocker.internal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.spi.KernelWait;
import org.jspecify.annotations.Nullable;

/** A wait in the kernel on a helper thread, while the thread that wants the lock is parked and stays interruptible. */
final class HelperWait implements Runnable {
    private static final long FIRST_RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PAUSE_WITHOUT_THREADS_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long LAST_RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final OpenFile file;
    private final KernelWait wait;
    private final Waiter waiter;

    private boolean done; // guarded by this
    private boolean abandoned; // guarded by this
    private boolean acquired; // written before done
    private @Nullable Throwable failure; // written before done

    private HelperWait(OpenFile file, KernelWait wait, Waiter waiter) {
        this.file = file;
        this.wait = wait;
        this.waiter = waiter;
    }

    /**
     * Waits for so many nanoseconds at the most, and while it is wanted.
     *
     * @param wait one that has the descriptor of the file for itself
     * @return the hold, if the operating system gave the lock meanwhile
     */
    static @Nullable Hold run(OpenFile file, KernelWait wait, Acquisition acquisition, long nanos) throws IOException {
        Waiter waiter = acquisition.waiter();
        HelperWait helper = new HelperWait(file, wait, waiter);
        if (!Helpers.run(helper)) {
            file.abortWait();
            waiter.await(Math.min(PAUSE_WITHOUT_THREADS_NANOS, nanos));
            return null;
        }
        long most = Math.min(wait.longestNanos(), nanos);
        long end = System.nanoTime() + most;
        while (!helper.isDone() && !waiter.isCancelled() && !acquisition.isClosed()) {
            long left = most == Long.MAX_VALUE ? Long.MAX_VALUE : end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            waiter.await(left);
        }
        if (!helper.cancel()) {
            return null; // it cannot be reached and ends by itself, some time; until then we poll
        }
        return file.endWait(helper, acquisition);
    }

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
            file.endAbandonedWait(locked);
        } else {
            waiter.signal();
        }
    }

    synchronized boolean isDone() {
        return done;
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

    /**
     * Cancels until the helper thread has acknowledged; one signal may get lost, for example before the thread has reached
     * the system call.
     *
     * @return false if the thread cannot be reached: it is left to itself, and gives back the lock if it gets it
     */
    boolean cancel() {
        for (long pause = FIRST_RESEND_NANOS; !isDone(); pause = Math.min(2 * pause, LAST_RESEND_NANOS)) {
            if (!wait.cancel()) {
                synchronized (this) {
                    abandoned = !done;
                    return done;
                }
            }
            waiter.await(pause);
        }
        return true;
    }
}
