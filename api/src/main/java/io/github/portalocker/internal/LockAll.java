package io.github.portalocker.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldLock;
import io.github.portalocker.HeldLocks;
import io.github.portalocker.internal.handle.Given;
import io.github.portalocker.internal.queue.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Acquires several locks, all or none, without an order that programs would have to agree on.
 *
 * <p>A thread waits for one lock while it holds none, and only tries the others; if one is busy, it releases all and waits for that
 * one. So no cycle of waits can form. Two threads that want the same locks in opposite orders could take each other's first lock
 * again and again: from the second round on, they pause for a random time. After some rounds, all are waited for in one order,
 * each for a bounded time, because a program that knows the files by other names may have another order.
 */
final class LockAll {
    private static final int ROUNDS_OF_TRYING = 8;
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PATIENCE_MILLIS = 1_000;

    /** One of the locks that are wanted. */
    interface Item {
        /** Waits until the deadline; null if that passed. */
        @Nullable
        HeldLock tryLock(Deadline deadline) throws IOException, InterruptedException;

        /** One attempt. */
        @Nullable
        HeldLock tryLock() throws IOException;
    }

    private final List<? extends Item> items;
    private final Deadline deadline;
    private final List<HeldLock> held = new ArrayList<>();

    /** The one that was busy last. */
    private int busy;

    /** Wants items in an order that all programs share as far as possible. */
    LockAll(List<? extends Item> items, Deadline deadline) {
        this.items = items;
        this.deadline = deadline;
    }

    /** Which one was busy last; after {@link #acquire} has given none. */
    int busy() {
        return busy;
    }

    /** All locks; null if the deadline passed before all were there. */
    @Nullable
    HeldLocks acquire() throws IOException, InterruptedException {
        for (int round = 0; ; round++) {
            boolean all = false;
            try {
                boolean tries = !deadline.allowsWaiting() || round < ROUNDS_OF_TRYING;
                all = tries ? tryFrom(busy) : waitInOrder();
            } finally {
                if (!all) {
                    releaseAll();
                }
            }
            if (all) {
                return new DefaultHeldLocks(held);
            }
            if (!deadline.allowsWaiting() || deadline.hasPassed()) {
                return null;
            }
            if (round > 0) {
                pause(round);
            }
        }
    }

    /** Waits for one, and tries the others. */
    private boolean tryFrom(int first) throws IOException, InterruptedException {
        for (int i = 0; i < items.size(); i++) {
            int next = (first + i) % items.size();
            HeldLock lock = i == 0 && deadline.allowsWaiting()
                    ? items.get(next).tryLock(deadline)
                    : items.get(next).tryLock();
            if (lock == null) {
                busy = next;
                return false;
            }
            held.add(lock);
        }
        return true;
    }

    private boolean waitInOrder() throws IOException, InterruptedException {
        long millis = PATIENCE_MILLIS / 2 + ThreadLocalRandom.current().nextLong(PATIENCE_MILLIS);
        long nanos = Math.min(TimeUnit.MILLISECONDS.toNanos(millis), deadline.remainingNanos());
        for (int i = 0; i < items.size(); i++) {
            HeldLock lock = items.get(i).tryLock(Deadline.after(Duration.ofNanos(nanos)));
            if (lock == null) {
                busy = i;
                return false;
            }
            held.add(lock);
        }
        return true;
    }

    /** Those are no caller's: what cannot be released now is released later. */
    private void releaseAll() {
        List<HeldLock> last = new DefaultHeldLocks(held).locks();
        held.clear();
        last.forEach(lock -> ((Given) lock).discard());
    }

    private void pause(int round) throws InterruptedException {
        long most = Math.min(SHORTEST_PAUSE_NANOS << Math.min(round, 10), LONGEST_PAUSE_NANOS);
        TimeUnit.NANOSECONDS.sleep(Math.min(ThreadLocalRandom.current().nextLong(most) + 1, deadline.remainingNanos()));
    }
}
