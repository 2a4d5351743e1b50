package io.github.portalocker.internal.programs;

import org.jspecify.annotations.Nullable;

/**
 * Starts programs as a shell does: what they inherit is what this process was started with, and the locks that are named.
 *
 * <p>Java's own way leaves out descriptors above 2, passes on what the JVM has made of the signals, and takes words that it can
 * encode only.
 */
public interface Programs {
    /** A backend that has this. */
    interface Provider {
        /** Null where it does not work. */
        @Nullable
        Programs programs();
    }

    /**
     * Lets the signals that Java takes end this process at once, but for those that it was started to ignore.
     *
     * <p>For the time in which nothing is to be done about them: the operating system releases the locks. Java knows of those that
     * arrived earlier when this returns; it need not have acted on them yet.
     */
    void endAtSignals(Inheritance inherited);

    /** Lets SIGQUIT, at which Java would print its threads, end this process, unless it was started to ignore it. */
    void endAtQuit(Inheritance inherited);

    /**
     * Starts a program. This process keeps its locks, and the program has them as well.
     *
     * @throws StartException if it cannot be started; nothing has changed then
     */
    RunningProgram start(Launch launch) throws StartException;

    /**
     * Puts a program in the place of this process, under the same process id.
     *
     * @return why that failed; what this process has inherited is then hidden from it
     */
    StartException exec(Launch launch);

    /**
     * Starts a process that does nothing but end at a signal, or with this process.
     *
     * <p>It is in the same process group as this process and its programs, so that a signal to the whole group is told from one
     * to this process alone.
     *
     * @throws StartException if it cannot be started
     */
    RunningProgram startCanary() throws StartException;
}
