package io.github.portalocker;

import java.time.Duration;

import io.github.portalocker.internal.events.LockFacts;
import io.github.portalocker.internal.events.Moment;
import io.github.portalocker.internal.events.Observer;

/**
 * Tells a user's listener.
 *
 * @param listener the user's
 */
record ListenerObserver(LockListener listener) implements Observer {
    @Override
    public void tell(Moment moment, LockFacts facts, Duration waited, Duration held) {
        LockEvent event = new LockEvent(facts, waited, held);
        switch (moment) {
            case WAITING -> listener.waiting(event);
            case ACQUIRED -> listener.acquired(event);
            case TIMED_OUT -> listener.timedOut(event);
            case CANCELLED -> listener.cancelled(event);
            case RELEASED -> listener.released(event);
            case LOST -> listener.lost(event);
        }
    }
}
