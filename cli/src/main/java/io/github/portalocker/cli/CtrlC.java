package io.github.portalocker.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Tells Ctrl-C from a SIGINT that was sent to this process alone.
 *
 * <p>Java does not say where a signal came from. But Ctrl-C goes to all processes that are in the foreground of the terminal, so
 * a process that does nothing else ends then. At a terminal there is one: {@code cat}, which waits for input that does not
 * come, and ends with this process, too, because its input ends.
 */
final class CtrlC implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1_000;

    private @Nullable Process canary; // guarded by this

    private CtrlC() {}

    static CtrlC watch() {
        CtrlC ctrlC = new CtrlC();
        if (Terminal.isControlling()) {
            ctrlC.start();
        }
        return ctrlC;
    }

    private synchronized void start() {
        try {
            canary = new ProcessBuilder("cat")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            canary = null;
        }
    }

    /** Whether the SIGINT that has just come was Ctrl-C. */
    synchronized boolean wasPressed() {
        if (canary == null) {
            return Terminal.isControlling(); // the most likely cause there
        }
        boolean ended;
        try {
            ended = canary.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = !canary.isAlive();
        }
        if (ended) {
            start();
        }
        return ended;
    }

    @Override
    public synchronized void close() {
        if (canary != null) {
            canary.destroy();
        }
    }
}
