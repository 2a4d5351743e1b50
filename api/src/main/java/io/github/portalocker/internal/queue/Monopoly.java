package io.github.portalocker.internal.queue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Bounds how long this JVM keeps retaking the lock of a file while other processes wait for it.
 *
 * <p>The operating system wakes a waiter when a lock is released, but gives the lock to the first process that asks. A process that
 * unlocks and locks again at once is back long before another processor has woken the waiter: of eight processes with holds of
 * a millisecond, one took the lock 2 540 times in a row and the others waited for three seconds. A holder cannot see waiters, so
 * it goes by time: once this JVM has had the lock again and again for a millisecond, the next thread that wants it lets a moment
 * pass first. Where that was in vain though no other process has had the lock lately, the next pause comes later.
 *
 * <p>Written by all threads that lock the file, without a lock: what gets lost is a pause or a glance at the clock.
 */
public final class Monopoly {
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** At 0.2 ms a pause, a process that is alone loses hardly more than one per cent. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

    /** A sleep takes longer than that: the timer alone takes some 50 us. */
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    /** A lock that was free for so long could have been taken by others. */
    private static final long CHANCE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** For so long after another process had the lock, a pause in which none took it says only that none was quick enough. */
    private static final long RIVALRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** To look at the clock costs up to a tenth of a lock and its release: with short holds, only each sixteenth does it. */
    private static final int UNTIMED = 15;

    private static final long SHORT_PERIOD_NANOS = TimeUnit.MICROSECONDS.toNanos(20) * UNTIMED;

    private int untimed;
    private long looked;
    private long since = System.nanoTime();
    private long released;
    private long refused = since - RIVALRY_NANOS;
    private long most = SHORTEST_NANOS;
    private volatile long pauseEnd;
    private volatile boolean pausing;

    /** Before an attempt that asks the operating system; answers whether it let others go first. */
    public boolean letOthersGoFirst() {
        if (untimed > 0) {
            untimed--;
            return false;
        }
        long now = System.nanoTime();
        untimed = now - looked < SHORT_PERIOD_NANOS ? UNTIMED : 0;
        looked = now;
        if (pausing && pauseEnd - now > 0) {
            LockSupport.parkNanos(this, pauseEnd - now);
            return true;
        }
        if (now - released > CHANCE_NANOS) {
            since = now;
            return false;
        }
        if (now - since < most) {
            return false;
        }
        untimed = 0;
        pauseEnd = now + PAUSE_NANOS;
        pausing = true;
        LockSupport.parkNanos(this, PAUSE_NANOS);
        pausing = false;
        since = System.nanoTime();
        return true;
    }

    /** The operating system has given the lock to an attempt. */
    public void granted(boolean othersWentFirst) {
        if (othersWentFirst && since - refused >= RIVALRY_NANOS) {
            most = Math.min(2 * most, LONGEST_NANOS);
        }
    }

    /** Another process has the lock. */
    public void refused() {
        refused = System.nanoTime();
        most = SHORTEST_NANOS;
        untimed = 0;
    }

    /** The lock came after a wait for other processes. */
    public void grantedAfterWait() {
        refused();
        since = refused;
    }

    /** The operating system has been told of the release. */
    public void released() {
        if (untimed == 0) {
            released = System.nanoTime();
        }
    }
}
