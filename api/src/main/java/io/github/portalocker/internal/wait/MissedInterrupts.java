package io.github.portalocker.internal.wait;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.internal.threads.LockThreads;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether a thread that waits in the kernel was interrupted.
 *
 * <p>Before Java 25, {@code Thread.interrupt} looks for a channel to be told first, and sets the interrupt status later: it misses a wait
 * that begins in between, which then has no end. Seen with Java 17 on two busy processors: once in 30 000 interrupts.
 */
final class MissedInterrupts implements Runnable {
    private static final boolean ARE_POSSIBLE = Runtime.version().feature() < 25;

    /** Longer than most waits. */
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Thread thread = Thread.currentThread();
    private final CancellableWait wait;
    private long pause = FIRST_PAUSE_NANOS; // guarded by this, as what follows
    private boolean over;
    private @Nullable Future<?> next;

    /** For a wait of the calling thread. */
    MissedInterrupts(CancellableWait wait) {
        this.wait = wait;
    }

    /** Begins, where Java may miss one; false if the system gives no thread for that. */
    boolean watch() {
        return !ARE_POSSIBLE || again();
    }

    @Override
    public synchronized void run() {
        if (over) {
            return;
        }
        if (thread.isInterrupted()) {
            wait.cancel();
        } else {
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            again();
        }
    }

    private synchronized boolean again() {
        next = LockThreads.after(pause, this);
        return next != null;
    }

    synchronized void end() {
        over = true;
        if (next != null) {
            next.cancel(false);
        }
    }
}
