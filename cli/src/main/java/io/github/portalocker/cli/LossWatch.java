package io.github.portalocker.cli;

import java.util.function.IntConsumer;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockException;
import org.jspecify.annotations.Nullable;

/** Looks after locks that a server can take away while the command runs. */
final class LossWatch {
    private final RunRequest request;
    private final LockTarget.Held held;
    private @Nullable String loss; // guarded by this
    private boolean ended; // guarded by this

    LossWatch(RunRequest request, LockTarget.Held held) {
        this.request = request;
        this.held = held;
    }

    /** The command has started; locks that are lost already are told now. */
    void begin(IntConsumer sendSignal) {
        if (request.isOnServer()) {
            held.locks()
                    .forEach(lock -> lock.lost()
                            .thenAcceptAsync(loss -> lost(loss.toString(), sendSignal), LossWatch::onOtherThread));
        }
    }

    /** What reads our error output may be slow, and the library's thread must not wait for it. */
    private static void onOtherThread(Runnable task) {
        Thread thread = new Thread(task, "portalocker-loss");
        thread.setDaemon(true);
        thread.start();
    }

    /** In the monitor to its end: this process must not end before it has told. */
    private synchronized void lost(String message, IntConsumer sendSignal) {
        if (ended || loss != null) {
            return;
        }
        loss = message;
        int signal = request.onLoss().signal;
        if (signal != 0) {
            sendSignal.accept(signal);
        }
        Output.report(Output.oneLine(message + "; the command " + request.onLoss().effect));
    }

    /** The command has ended: the exit code that tells whether it had the lock all the time. */
    int exitCode(int ofCommand) {
        if (!request.isOnServer()) {
            return ofCommand;
        }
        String found = wasLost() ? null : lossFoundNow();
        if (found != null) {
            Output.report(Output.oneLine(found + "; it is not known whether the command had the lock to its end"));
        }
        boolean isLost = found != null || wasLost();
        return isLost && request.onLoss() != OnLoss.IGNORE ? ExitCode.LOST : ofCommand;
    }

    private synchronized boolean wasLost() {
        ended = true;
        return loss != null;
    }

    private @Nullable String lossFoundNow() {
        for (HeldLock lock : held.locks()) {
            try {
                lock.ensureValid();
            } catch (LockException e) {
                return e.getMessage();
            }
        }
        return null;
    }
}
