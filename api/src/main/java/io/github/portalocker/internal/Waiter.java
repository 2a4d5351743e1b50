package io.github.portalocker.internal;

import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.LockMode;

/** One thread in the queue of a {@link JvmFile}. */
final class Waiter {
    final LockMode mode;
    private final Thread thread = Thread.currentThread();
    private volatile boolean signalled;

    Waiter(LockMode mode) {
        this.mode = mode;
    }

    /** Makes the thread look again; a signal that comes while it is not parked is kept for its next wait. */
    void signal() {
        signalled = true;
        LockSupport.unpark(thread);
    }

    /** Returns true, once, if a signal came since the last call. */
    boolean takeSignal() {
        boolean taken = signalled;
        if (taken) {
            signalled = false;
        }
        return taken;
    }

    /** Parks until a signal, an interrupt, the given time or, as parking does, without a reason. */
    void await(long nanos) {
        if (!signalled) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
    }
}
