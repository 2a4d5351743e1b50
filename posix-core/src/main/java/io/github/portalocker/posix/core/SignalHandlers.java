package io.github.portalocker.posix.core;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The JVM's signal handlers that are running. */
final class SignalHandlers {
    /** All of the first 31 but KILL (9) and STOP (19), which cannot be blocked: the JVM's handlers block every signal. */
    private static final long ALL = 0x7fff_ffffL & ~(1L << 8) & ~(1L << 18);

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private SignalHandlers() {}

    /**
     * Waits until none is running; to be called once no further one can start.
     *
     * <p>Where a handler lost the processor at its first instruction, the JVM does not know of the signal yet. A thread that was
     * started with all signals blocked looks the same, so the wait is bounded.
     */
    static void awaitReturn() {
        long start = System.nanoTime();
        while (anyRuns() && System.nanoTime() - start < MOST_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean anyRuns() {
        String[] threads = new File("/proc/self/task").list();
        for (String thread : threads == null ? new String[0] : threads) {
            Long blocked = ProcStatus.signals(Path.of("/proc/self/task", thread, "status"), "SigBlk:");
            if (blocked != null && (blocked & ALL) == ALL) {
                return true;
            }
        }
        return false;
    }
}
