package io.github.portalocker.posix.core;

import java.io.IOException;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.KernelWait;

/** A blocking lock call that a signal ends. */
final class SignalledWait implements KernelWait {
    /** As the core asks again and again, half a second; a thread that can hear a signal takes a millisecond, or a few. */
    private static final int MOST_SIGNALS_TO_A_SERVERS_CLIENT = 15;

    private final PosixHandle handle;
    private final LockMode mode;
    private final WaitSignal signal;
    private final long longestNanos;

    private boolean inside; // guarded by this
    private int signals; // guarded by this
    private long thread; // guarded by this
    private volatile boolean cancelled;

    SignalledWait(PosixHandle handle, LockMode mode, WaitSignal signal, long longestNanos) {
        this.handle = handle;
        this.mode = mode;
        this.signal = signal;
        this.longestNanos = longestNanos;
    }

    @Override
    public boolean await() throws IOException {
        PosixSystem system = handle.system;
        synchronized (this) {
            thread = system.libc().pthreadSelf();
            inside = true;
        }
        try {
            while (!cancelled) {
                handle.requireUsable();
                int result = handle.protocol()
                        .lock(system.libc(), system.platform(), handle.descriptor(), mode, handle.range);
                if (result >= 0) {
                    handle.requireUsable(); // closed under the call, the descriptor has lost the lock that it got
                    return true;
                }
                if (!system.platform().is(result, Errno.EINTR)) {
                    throw handle.explainLock(result, mode);
                }
            }
            return false;
        } finally {
            synchronized (this) { // from here on the thread may end: no signal may be on its way to it
                inside = false;
            }
        }
    }

    @Override
    public boolean cancel() {
        cancelled = true;
        synchronized (this) {
            if (!inside) {
                return true;
            }
            // a thread whose server does not answer hears nothing before the answer
            boolean deaf = handle.mayBlock() && signals++ >= MOST_SIGNALS_TO_A_SERVERS_CLIENT;
            return !deaf && signal.send(thread);
        }
    }

    @Override
    public long longestNanos() {
        return longestNanos;
    }
}
