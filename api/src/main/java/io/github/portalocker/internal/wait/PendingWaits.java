package io.github.portalocker.internal.wait;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.Lease;
import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.internal.threads.LockThreads;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** Lets the calling thread, or a helper thread for it, wait in the kernel for as long as that is wanted. */
public final class PendingWaits {
    private static final long PAUSE_WITHOUT_THREADS_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private PendingWaits() {}

    /**
     * Waits for so many nanoseconds at the most.
     *
     * @param lease is ended when this returns, or by the wait, if that was abandoned
     * @return the hold, if the operating system gave the lock meanwhile
     */
    public static @Nullable Hold run(Lease lease, WaitClient client, long nanos) throws IOException {
        CancellableWait done = await(lease, client, nanos);
        return done == null ? null : lease.end(done);
    }

    /** The wait, if it is done; null if it was abandoned. */
    private static @Nullable CancellableWait await(Lease lease, WaitClient client, long nanos) {
        PendingWait wait = lease.pending();
        CancellableWait running = new CancellableWait(lease, client);
        boolean began;
        try {
            long most = Math.min(wait.longestNanos(), nanos);
            boolean here = !wait.mayBeUnresponsive() && InterruptibleWait.suits(Thread.currentThread());
            began = here ? InterruptibleWait.run(running, client.waiter(), most) : onHelper(running, client, most);
        } catch (RuntimeException | Error e) { // the descriptor must not be waited for by a wait that has no end
            giveUp(running, lease, e);
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

    private static void giveUp(CancellableWait running, Lease lease, Throwable reason) {
        running.cancel();
        if (!running.abandon()) {
            try {
                Hold hold = lease.end(running);
                if (hold != null) {
                    lease.lock().discard(hold);
                }
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
