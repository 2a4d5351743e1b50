package io.github.portalocker.internal.queue;

import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/** One place in the queue of a {@link LockQueue}, and the thread that waits there. */
public abstract class Waiter {
    public final LockMode mode;

    /** Whose lock is wanted. */
    public final LockQueue.Member wanted;

    private final LockQueue queue;
    private volatile boolean signalled;

    /** The wait in the kernel in which the thread itself is, where no signal of ours reaches it. */
    private volatile @Nullable Cancellable inKernel;

    public Waiter(LockQueue queue, LockQueue.Member wanted, LockMode mode) {
        this.queue = queue;
        this.wanted = wanted;
        this.mode = mode;
    }

    /** A wait that another thread can cancel. */
    public interface Cancellable {
        /** Whether it is not wanted any more, for a reason that its own thread does not learn. */
        boolean isUnwanted();

        /** Begins to call it off; returns at once. */
        void cancel();
    }

    /** Whether all who came before have gone; then it is this one's turn to act. */
    public final boolean isHead() {
        return queue.isHead(this);
    }

    /** The thread that waits here; null while none does. */
    public abstract @Nullable Thread thread();

    /** Whether the wait was cancelled, by an interrupt or otherwise; once true, it stays so. */
    public abstract boolean isCancelled();

    /** Whether the wait was cancelled by another thread than its own; asked by any thread. */
    public abstract boolean isWithdrawn();

    /** Whether the wait can be cancelled. */
    public boolean isCancellable() {
        return true;
    }

    /** Makes the thread look again; a signal that comes while it is not parked is kept for its next wait. */
    public void signal() {
        signalled = true;
        LockSupport.unpark(thread());
        endIfUnwanted(inKernel);
    }

    /** Makes the thread look at a wait that another thread began for it; unlike a signal, it is no reason to end a pause. */
    public final void wake() {
        LockSupport.unpark(thread());
    }

    /** Notes the wait in the kernel that the thread itself begins now, or with null, that it has ended. */
    public final void watch(@Nullable Cancellable wait) {
        inKernel = wait;
        endIfUnwanted(wait);
    }

    private static void endIfUnwanted(@Nullable Cancellable wait) {
        if (wait != null && wait.isUnwanted()) {
            wait.cancel();
        }
    }

    /**
     * Parks until a signal, a cancellation, the given time or, as parking does, without a reason; takes the signal.
     *
     * @return whether there was one
     */
    public final boolean await(long nanos) {
        long most = Math.min(nanos, wanted.longestParkNanos());
        if (!signalled) {
            if (most == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, most);
            }
        }
        boolean reason = signalled;
        signalled = false;
        noteInterrupt();
        return reason;
    }

    /** Parks for all of the given time, unless there is a signal or a cancellation. */
    public final void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0 && !await(left) && !isCancelled()) {
            left = end - System.nanoTime();
        }
    }

    /** Takes the interrupt flag down, with which no thread parks, and remembers it. */
    void noteInterrupt() {}

    /** The calling thread. */
    public static final class OfThread extends Waiter {
        private final Thread thread = Thread.currentThread();
        private final boolean interruptible;
        private boolean interrupted;

        public OfThread(LockQueue queue, LockQueue.Member wanted, LockRequest request) {
            super(queue, wanted, request.mode());
            this.interruptible = request.interruptible();
        }

        @Override
        public Thread thread() {
            return thread;
        }

        @Override
        public void noteInterrupt() {
            if (Thread.interrupted()) {
                interrupted = true;
            }
        }

        @Override
        public boolean isCancellable() {
            return interruptible;
        }

        @Override
        public boolean isCancelled() {
            noteInterrupt();
            return interrupted && interruptible;
        }

        @Override
        public boolean isWithdrawn() {
            return false;
        }

        /** Puts the flag up again if the wait did not answer for it. */
        public void restoreInterrupt() {
            if (interrupted && !interruptible) {
                thread.interrupt();
            }
        }
    }
}
