package io.github.portalocker.zookeeper;

import java.util.concurrent.TimeUnit;

/**
 * Until when the servers cannot have ended a session, by the clock of this JVM.
 *
 * <p>The leader ends a session when it has had no news of it for the time T, and a new leader gives each session the whole of T. What
 * is known here is when a write was sent that a majority has agreed to: the session was there then, and what led was the leader.
 * (A read, or {@code sync}, is also answered by servers that have lost the majority and do not know it yet.) From then on T is
 * counted, less
 * <ul>
 * <li>a tenth, because clocks do not run alike;
 * <li>a quarter, because servers tell their leader only every half tick whom they have heard from, and one may be cut off before it does.
 *     A session lasts two ticks at least. {@link Session#BEATS} says that it is heard from more often.
 * </ul>
 */
final class LeaseClock {
    private boolean known; // guarded by this
    private long newest; // guarded by this

    static long nanos(int sessionMillis) {
        long session = TimeUnit.MILLISECONDS.toNanos(sessionMillis);
        return session - session / 10 - session / 4;
    }

    /** A majority has agreed to a write that was sent at this {@code nanoTime}. */
    synchronized void acknowledged(long sent) {
        if (!known || sent - newest > 0) {
            newest = sent;
            known = true;
        }
    }

    /** What is left; not more than 0 when it is over. */
    synchronized long remainingNanos(int sessionMillis) {
        return known ? nanos(sessionMillis) - (System.nanoTime() - newest) : 0;
    }
}
