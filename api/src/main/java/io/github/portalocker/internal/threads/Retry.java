package io.github.portalocker.internal.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Something that has failed and is done again, after pauses that grow, until it succeeds. */
public final class Retry {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BooleanSupplier attempt;
    private long pause = FIRST_PAUSE_NANOS; // one thread at a time

    private Retry(BooleanSupplier attempt) {
        this.attempt = attempt;
    }

    /**
     * Calls what answers whether it has succeeded, first after a while, until it has.
     *
     * @return false if the system gives no thread for that
     */
    public static boolean start(BooleanSupplier attempt) {
        return new Retry(attempt).schedule();
    }

    private boolean schedule() {
        return LockThreads.after(pause, this::hop) != null;
    }

    /** On the thread that keeps the time, which must not block. */
    private void hop() {
        if (!LockThreads.run(this::run)) {
            run();
        }
    }

    private void run() {
        while (!attempt.getAsBoolean()) {
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            if (schedule()) {
                return;
            }
            LockSupport.parkNanos(pause); // the system gives no thread that could do it
        }
    }
}
