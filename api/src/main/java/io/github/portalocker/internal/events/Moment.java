package io.github.portalocker.internal.events;

/** What is told about a lock. */
public enum Moment {
    WAITING,
    ACQUIRED,
    TIMED_OUT,
    CANCELLED,
    RELEASED,
    LOST
}
