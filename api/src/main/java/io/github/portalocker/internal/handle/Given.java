package io.github.portalocker.internal.handle;

/** A lock as the caller has it. */
public interface Given {
    /** Whether it was released, by this object or otherwise. */
    boolean isReleased();

    /** Whether it is known, without asking a server, that it was lost. */
    boolean isKnownLost();

    /** Releases it where no caller can be told of a failure; if that fails, it is tried again later. */
    void discard();
}
