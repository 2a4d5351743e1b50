package io.github.portalocker.internal.programs;

/** A program that was started. */
public interface RunningProgram {
    /** Waits for its end: the exit code, or 128 and the number of the signal that ended it. */
    int await();

    /** Sends it a signal, unless it has ended. */
    void signal(int number);

    /** Whether it has ended, or a signal that it has not heard of yet will end it. */
    boolean isEnding();
}
