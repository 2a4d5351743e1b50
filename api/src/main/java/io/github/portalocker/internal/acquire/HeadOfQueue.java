package io.github.portalocker.internal.acquire;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.Lease;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockQueue;
import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.internal.wait.PendingWaits;
import org.jspecify.annotations.Nullable;

/** How the first waiter of a file passes the time between two attempts. */
final class HeadOfQueue {
    /** After so long at the head of the queue, newcomers of this JVM may not overtake it any more. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A release by a thread of this JVM often comes within this many rounds, long before parking would pay. */
    private static final int SPINS = 64;

    private static final long SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SHORT_PAUSES_UNTIL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final LockQueue queue;
    private final Acquisition acquisition;
    private final Waiter waiter;
    private final Deadline deadline;
    private boolean isHead;
    private long headSince;
    private boolean outside;
    private long outsideSince;

    HeadOfQueue(Acquisition acquisition) {
        this.acquisition = acquisition;
        this.waiter = acquisition.waiter();
        this.queue = acquisition.open().queue;
        this.deadline = acquisition.deadline();
    }

    /**
     * Waits for a reason to try again: a release in this JVM, or time for another look at the other processes.
     *
     * @return the hold, if the kernel gave the lock meanwhile
     */
    @Nullable
    public Hold pause() throws IOException, InterruptedException {
        long now = System.nanoTime();
        if (!isHead) {
            isHead = true;
            headSince = now;
        } else if (now - headSince > PATIENCE_NANOS) {
            queue.headIsImpatient();
        }
        if (queue.conflicts(waiter.mode)) {
            outside = false;
            for (int i = 0; i < SPINS; i++) {
                if (!queue.conflicts(waiter.mode)) {
                    return null;
                }
                Thread.onSpinWait();
            }
            waiter.await(deadline.remainingNanos());
            return null;
        }
        if (!outside) { // a thread of this JVM may have released just after the attempt: try again first
            outside = true;
            outsideSince = now;
            return null;
        }
        Lease lease = acquisition.request().polls()
                ? null
                : acquisition.lock().startWait(acquisition.request(), handle -> handle.newWait(waiter.mode));
        if (lease != null) {
            Hold hold;
            try {
                hold = PendingWaits.run(lease, acquisition, deadline.remainingNanos());
            } catch (IOException e) {
                throw acquisition.explained(e);
            }
            if (hold != null || waiter.isCancelled() || System.nanoTime() - now >= SHORT_PAUSE_NANOS) {
                return hold;
            } // one that ends at once saves no pause: the thread could not have been got out of it
        }
        waiter.pause(Math.min(pollPause(now - outsideSince), deadline.remainingNanos()));
        return null;
    }

    /** 1 ms at first; then a pause that grows with the time waited, with jitter so that processes do not keep step. */
    private static long pollPause(long waited) {
        if (waited < SHORT_PAUSES_UNTIL_NANOS) {
            return SHORT_PAUSE_NANOS;
        }
        long longest = Math.min(LONGEST_PAUSE_NANOS, waited / 4);
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }
}
