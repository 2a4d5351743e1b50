package io.github.portalocker.memory;

/** What the engine asks of a backend. */
public enum Operation {
    OPEN,
    ADOPT,
    OPEN_RANGE,
    TRY_LOCK,
    NEW_WAIT,
    LONGEST_WAIT,
    AWAIT,
    CANCEL,
    UNLOCK,
    CLOSE,
    NAMES_SAME_FILE,
    IS_STILL_LOCKED,
    ON_LOSS,
    CHANNEL
}
