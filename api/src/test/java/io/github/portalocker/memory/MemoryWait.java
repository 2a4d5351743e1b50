package io.github.portalocker.memory;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** A wait as in the kernel: a grant ends it, and a cancellation that is heard. */
final class MemoryWait implements PendingWait {
    private final MemoryBackend backend;
    private final MemoryHandle handle;
    private final LockMode mode;
    private final Monitor monitor;

    private boolean used; // guarded by the monitor, as what follows
    private boolean asleep;
    private boolean cancelled;
    private boolean granted;

    MemoryWait(MemoryHandle handle, LockMode mode) {
        this.backend = handle.backend;
        this.handle = handle;
        this.mode = mode;
        this.monitor = backend.files.monitor;
    }

    @Override
    public @Nullable Grant await() throws IOException {
        if (VirtualThreads.isVirtual(Thread.currentThread())) {
            backend.violation("a virtual thread waits in the kernel, and its carrier with it");
        }
        return handle.alone(Operation.AWAIT, () -> monitor.read(this::sleepUntilGranted)) ? handle : null;
    }

    private boolean sleepUntilGranted() throws IOException {
        if (used) {
            backend.violation("a wait is used twice");
        }
        used = true;
        asleep = true;
        backend.waits.incrementAndGet();
        try {
            monitor.awaitUntil(() -> cancelled || (granted = handle.lockIfFree(mode)) || backend.waitsEndAtOnce());
            return granted;
        } finally {
            asleep = false;
            backend.waits.decrementAndGet();
        }
    }

    /** Like a signal, it is lost on a thread that has not begun to sleep. */
    @Override
    public boolean cancel() {
        try {
            return backend.script.perform(Operation.CANCEL, () -> {
                Cancels kind = backend.cancels();
                if (kind == Cancels.HEARD) {
                    monitor.change(() -> cancelled |= asleep);
                }
                return kind != Cancels.UNDELIVERABLE;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean mayBeUnresponsive() {
        return backend.traits.deafWaits();
    }

    @Override
    public long longestNanos() {
        try {
            return backend.script.perform(
                    Operation.LONGEST_WAIT, () -> backend.traits.longestWait().toNanos());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
