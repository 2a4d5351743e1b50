package io.github.portalocker.internal.wait;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.internal.threads.LockThreads;
import io.github.portalocker.spi.KernelWait;
import org.jspecify.annotations.Nullable;

/** Lets the calling thread, or a helper thread for it, wait in the kernel for as long as that is wanted. */
public final class KernelWaits {
    private static final long PAUSE_WITHOUT_THREADS_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private KernelWaits() {}

    /**
     * Waits for so many nanoseconds at the most.
     *
     * @param wait one that has the descriptor of the file for itself
     * @return the wait, if it is done, and its descriptor is to be taken back from it; null if it was left to itself
     */
    public static @Nullable CancellableWait run(KernelWait wait, WaitClient client, long nanos) {
        CancellableWait running = new CancellableWait(wait, client);
        boolean began;
        try {
            long most = Math.min(wait.longestNanos(), nanos);
            boolean here = !wait.mayBeDeaf() && InterruptibleWait.suits(Thread.currentThread());
            began = here ? InterruptibleWait.run(running, client.waiter(), most) : onHelper(running, client, most);
        } catch (RuntimeException | Error e) { // the descriptor must not be waited for by a wait that has no end
            giveUp(running, client, e);
            throw e;
        }
        if (!began) {
            running.abandon();
            client.waiter().await(Math.min(PAUSE_WITHOUT_THREADS_NANOS, nanos));
            return null;
        }
        if (!running.isDone() && running.abandon()) {
            return null; // it ends by itself, some time; until then we poll
        }
        return running;
    }

    private static void giveUp(CancellableWait running, WaitClient client, Throwable reason) {
        running.cancel();
        if (!running.abandon()) {
            try {
                client.discard(running);
            } catch (IOException | RuntimeException | Error e) {
                reason.addSuppressed(e);
            }
        }
    }

    /** The thread that wants the lock is parked, and looks after clock and interrupts itself. */
    private static boolean onHelper(CancellableWait running, WaitClient client, long most) {
        if (!LockThreads.run(running)) {
            return false;
        }
        Waiter waiter = client.waiter();
        long end = most == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + most;
        while (!running.isDone() && !waiter.isCancelled() && !client.isClosed()) {
            long left = end == Long.MAX_VALUE ? Long.MAX_VALUE : end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            waiter.await(left);
        }
        if (!running.isDone()) {
            running.cancel();
        }
        while (!running.isSettled()) {
            waiter.await(Long.MAX_VALUE);
        }
        return true;
    }
}
