package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Work on files that an interrupt must not leave half done: Java closes the channel of a thread that is interrupted, at any
 * moment.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** What can be done again from its beginning; it opens the channels that it uses. */
    interface Work<X extends Exception> {
        void run() throws IOException, X;
    }

    /** Does it again if an interrupt ended it; the interrupt is there afterwards. */
    static <X extends Exception> void run(Work<X> work) throws IOException, X {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    work.run();
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
