package io.github.portalocker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.github.portalocker.internal.events.LockFacts;

/**
 * What a {@link LockListener} is told about a lock.
 *
 * <p>Immutable. It keeps neither the lock nor its file reachable.
 *
 * @since 0.1.0
 */
public final class LockEvent {
    private final LockFacts facts;
    private final Duration waited;
    private final Duration held;

    LockEvent(LockFacts facts, Duration waited, Duration held) {
        this.facts = facts;
        this.waited = waited;
        this.held = held;
    }

    /** {@return what is locked, for messages and as a label: the path of the file, the name of the lock, or {@code a channel}} */
    public String subject() {
        return facts.subject();
    }

    /** {@return the file as its path was given, or that of a name; empty for an open channel, and for a name on a server} */
    public Optional<Path> path() {
        return Optional.ofNullable(facts.path());
    }

    /** {@return shared or exclusive} */
    public LockMode mode() {
        return facts.mode();
    }

    /** {@return the bytes that are locked: {@link LockRange#WHOLE_FILE} unless a range was asked for} */
    public LockRange range() {
        return facts.range();
    }

    /** {@return the name of the backend} */
    public String backend() {
        return facts.backend();
    }

    /**
     * {@return how long the lock was waited for, from the call on; zero if it did not have to be waited for, and at the start of
     * a wait}
     */
    public Duration waited() {
        return waited;
    }

    /** {@return how long the lock was held; zero for a lock that was not released or lost} */
    public Duration held() {
        return held;
    }

    /** For messages. */
    @Override
    public String toString() {
        return "LockEvent[" + facts + ", waited " + waited + ", held " + held + "]";
    }
}
