package io.github.portalocker.posix.core;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.internal.programs.RunningProgram;

/** A child process. */
final class PosixProgram implements RunningProgram {
    private static final int BY_SIGNAL = 128;
    private static final int LOST = 255;

    private final ProgramLibc libc;
    private final int process;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    private boolean collected; // guarded by this: afterwards the number may be another process's

    PosixProgram(ProgramLibc libc, int process) {
        this.libc = libc;
        this.process = process;
    }

    /** Blocks until it has ended. */
    void supervise() {
        int[] status = new int[1];
        try {
            int result;
            do {
                result = libc.awaitEnd(process);
            } while (result == -Errno.EINTR.code(PosixPlatform.Os.LINUX));
            synchronized (this) {
                collected = true;
                result = libc.collect(process, status);
            }
            end.complete(result < 0 ? LOST : exitCode(status[0]));
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
            throw e;
        }
    }

    /** As wait(2) has it. */
    static int exitCode(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? status >> 8 & 0xff : BY_SIGNAL + signal;
    }

    @Override
    public int await() {
        return end.join();
    }

    @Override
    public synchronized void signal(int number) {
        if (!collected) {
            libc.kill(process, number);
        }
    }

    @Override
    public synchronized boolean isEnding() {
        if (collected) {
            return true;
        }
        Path status = Path.of("/proc/" + process + "/status");
        String state = ProcStatus.value(status, "State:");
        return state == null || state.startsWith("Z") || hasPending(status, "SigPnd:") || hasPending(status, "ShdPnd:");
    }

    private static boolean hasPending(Path status, String key) {
        Long signals = ProcStatus.signals(status, key);
        return signals != null && signals != 0;
    }
}
