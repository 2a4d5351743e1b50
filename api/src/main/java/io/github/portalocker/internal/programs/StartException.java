package io.github.portalocker.internal.programs;

/** A program that could not be started; the message is the reason alone. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean outOfMemory;

    /** With the reason in the words of the operating system. */
    public StartException(String reason, boolean outOfMemory) {
        super(reason);
        this.outOfMemory = outOfMemory;
    }

    /** Whether it was memory that was missing, which says nothing about the program. */
    public boolean isOutOfMemory() {
        return outOfMemory;
    }
}
