package io.github.portalocker.memory;

/** What becomes of the cancellation of a wait. */
public enum Cancels {
    /** The wait ends. */
    HEARD,
    /** Nothing, though it was sent. */
    LOST,
    /** It cannot be sent: the waiting thread is out of reach. */
    UNDELIVERABLE
}
