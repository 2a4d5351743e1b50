package io.github.portalocker.internal;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.portalocker.LockEvent;
import io.github.portalocker.LockListener;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts what begins and what ends. */
final class Balance implements LockListener {
    private final AtomicInteger waits = new AtomicInteger();
    private final AtomicInteger endedWaits = new AtomicInteger();
    private final AtomicInteger locks = new AtomicInteger();
    private final AtomicInteger endedLocks = new AtomicInteger();

    @Override
    public void waiting(LockEvent event) {
        waits.incrementAndGet();
    }

    @Override
    public void acquired(LockEvent event) {
        locks.incrementAndGet();
        if (!event.waited().isZero()) {
            endedWaits.incrementAndGet();
        }
    }

    @Override
    public void timedOut(LockEvent event) {
        endedWaits.incrementAndGet();
    }

    @Override
    public void cancelled(LockEvent event) {
        endedWaits.incrementAndGet();
    }

    @Override
    public void released(LockEvent event) {
        endedLocks.incrementAndGet();
    }

    /** Once all is at rest, all that has begun has ended. */
    void assertAtRest() {
        assertThat(endedWaits).as("ends of waits").hasValue(waits.get());
        assertThat(endedLocks).as("releases").hasValue(locks.get());
    }
}
