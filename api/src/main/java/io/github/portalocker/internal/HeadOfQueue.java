package io.github.portalocker.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How the first waiter of a file passes the time between two attempts. */
final class HeadOfQueue {
    /** After so long at the head of the queue, newcomers of this JVM may not overtake it any more. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A release by a thread of this JVM often comes within this many rounds, long before parking would pay. */
    private static final int SPINS = 64;

    private static final long SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SHORT_PAUSES_UNTIL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final JvmFile file;
    private final Waiter waiter;
    private final Deadline deadline;
    private long headSince;
    private boolean isHead;
    private long outsideSince;
    private boolean outside;

    HeadOfQueue(JvmFile file, Waiter waiter, Deadline deadline) {
        this.file = file;
        this.waiter = waiter;
        this.deadline = deadline;
    }

    /** Waits for a reason to try again: a release in this JVM, or time for another look at the other processes. */
    void pause() {
        long now = System.nanoTime();
        if (!isHead) {
            isHead = true;
            headSince = now;
        } else if (now - headSince > PATIENCE_NANOS) {
            file.headIsImpatient();
        }
        if (file.conflicts(waiter.mode)) {
            outside = false;
            for (int i = 0; i < SPINS; i++) {
                if (!file.conflicts(waiter.mode)) {
                    return;
                }
                Thread.onSpinWait();
            }
            waiter.await(deadline.remainingNanos());
        } else {
            if (!outside) {
                outside = true;
                outsideSince = now;
            }
            waiter.await(Math.min(pollPause(now - outsideSince), deadline.remainingNanos()));
        }
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
