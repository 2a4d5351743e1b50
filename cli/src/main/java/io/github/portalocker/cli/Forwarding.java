package io.github.portalocker.cli;

import java.util.function.Consumer;

import io.github.portalocker.internal.programs.Programs;
import io.github.portalocker.internal.programs.RunningProgram;
import io.github.portalocker.internal.programs.StartException;
import org.jspecify.annotations.Nullable;

/**
 * Passes signals on to the command, each once.
 *
 * <p>No program can tell whether a signal was sent to it alone or to its whole process group: Ctrl-C, timeout(1) and service managers
 * send it to all, also to the command. So there is one more process in the group, the canary, which does nothing. A signal
 * that the canary has got as well is not passed on.
 */
final class Forwarding implements AutoCloseable {
    private static final int SIGKILL = 9;
    private static final int LOOKS = 10;
    private static final long LOOK_EVERY_MILLIS = 5;

    private final Programs programs;
    private @Nullable RunningProgram canary; // guarded by this
    private long lastGroupSignal; // guarded by this

    private Forwarding(Programs programs) {
        this.programs = programs;
        lastGroupSignal = System.nanoTime();
        startCanary();
    }

    /** To be called just before the command is started: what came earlier cannot have reached it. */
    static Forwarding prepare(Programs programs) {
        return new Forwarding(programs);
    }

    private void startCanary() {
        try {
            canary = programs.startCanary();
        } catch (StartException e) {
            canary = null; // then all signals are passed on
        }
    }

    /** Where signals go once the command runs. */
    Consumer<Signals.Caught> to(RunningProgram program) {
        long started = System.nanoTime();
        return signal -> {
            if (signal.time() - started < 0 || !wasForGroup(signal)) {
                program.signal(signal.number());
            }
        };
    }

    private synchronized boolean wasForGroup(Signals.Caught signal) {
        if (canary == null) {
            return false;
        }
        if (signal.time() - lastGroupSignal < 0) {
            return true; // two signals at once, and the canary that got them is gone
        }
        for (int i = 0; i < LOOKS; i++) {
            if (canary.isEnding()) {
                startCanary();
                lastGroupSignal = System.nanoTime();
                return true;
            }
            pause();
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        if (canary != null) {
            canary.signal(SIGKILL);
        }
    }
}
