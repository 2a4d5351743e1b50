package io.github.portalocker.posix.core;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** A blocking lock call that a signal ends. */
final class SignalledWait implements PendingWait {
    /** A file system that ignores signals for so long may do so until the lock is free. */
    private static final long LONGEST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A thread whose server does not answer hears nothing before the answer. */
    private static final long LONGEST_DEAFNESS_TO_SERVER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PosixHandle handle;
    private final LockMode mode;
    private final WaitSignal signal;
    private final long longestNanos;
    private final boolean isLocal;
    private final boolean hasStandby;

    private boolean inside; // guarded by this
    private long thread; // guarded by this
    private long cancelledAt; // guarded by this; written before cancelled
    private volatile boolean cancelled;

    SignalledWait(PosixHandle handle, LockMode mode, WaitSignal signal, long longestNanos, boolean isLocal) {
        this.handle = handle;
        this.mode = mode;
        this.signal = signal;
        this.longestNanos = longestNanos;
        this.isLocal = isLocal;
        this.hasStandby = signal.hasStandby();
    }

    /** Does not begin if no signal would end it. */
    @Override
    public @Nullable Grant await() throws IOException {
        long blocked = signal.letIn(hasStandby);
        if (blocked < 0) {
            return null;
        }
        try {
            return awaitReachably();
        } finally {
            signal.block(blocked);
        }
    }

    private @Nullable Grant awaitReachably() throws IOException {
        PosixSystem system = handle.system;
        synchronized (this) {
            thread = system.libc().pthreadSelf();
            inside = true;
        }
        try {
            while (!cancelled) {
                int result = handle.protocol()
                        .lock(system.libc(), system.platform(), handle.descriptor(), mode, handle.range);
                if (result >= 0) {
                    handle.noteGrant(handle.descriptor(), mode);
                    return handle;
                }
                if (!system.platform().is(result, Errno.EINTR)) {
                    throw handle.explainLock(result, mode);
                }
            }
            return null;
        } finally {
            synchronized (this) { // from here on the thread may end: no signal may be on its way to it
                inside = false;
            }
        }
    }

    @Override
    public boolean cancel() {
        synchronized (this) {
            long now = System.nanoTime();
            if (!cancelled) {
                cancelledAt = now;
                cancelled = true;
            }
            if (!inside) {
                return true;
            }
            long longest = handle.mayBlock() ? LONGEST_DEAFNESS_TO_SERVER_NANOS : LONGEST_SILENCE_NANOS;
            return signal.send(thread) && now - cancelledAt < longest;
        }
    }

    /** Without a standby, the signal may fail to reach the thread: then the caller must be able to leave it. */
    @Override
    public boolean mayBeUnresponsive() {
        return !isLocal || !hasStandby;
    }

    @Override
    public long longestNanos() {
        return longestNanos;
    }
}
