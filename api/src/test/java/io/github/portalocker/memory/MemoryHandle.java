package io.github.portalocker.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** What the engine has open; notes each breach of the contract of {@link FileHandle}. */
final class MemoryHandle implements FileHandle, Grant {
    final MemoryBackend backend;
    final Description description;
    private final @Nullable Path path;
    private final @Nullable MemoryChannel adopted;
    private final Monitor monitor;

    /** Whether the lock of the description was taken through this handle; guarded by the monitor. */
    private boolean locked;

    /** The mode of the last lock. */
    private volatile @Nullable LockMode granted;

    /** Whether the lock could not be released when that was tried last: closing is what is left then. */
    private volatile boolean unlockFailed;

    private final AtomicReference<@Nullable String> busyWith = new AtomicReference<>();

    MemoryHandle(MemoryBackend backend, Description description, Path path) {
        this(backend, description, path, null);
    }

    MemoryHandle(MemoryBackend backend, MemoryChannel adopted) {
        this(backend, adopted.description, null, adopted);
    }

    private MemoryHandle(
            MemoryBackend backend, Description description, @Nullable Path path, @Nullable MemoryChannel adopted) {
        this.backend = backend;
        this.description = description;
        this.path = path;
        this.adopted = adopted;
        this.monitor = backend.files.monitor;
        backend.handles.add(this);
    }

    /** Notes what else is done with the handle meanwhile, and whether it is closed. */
    <T> T alone(Operation operation, Monitor.Body<T, IOException> body) throws IOException {
        String me = operation + " by " + Thread.currentThread();
        String other = busyWith.compareAndExchange(null, me);
        if (other != null) {
            backend.violation(me + " beside " + other + ": " + this);
        }
        if (!backend.handles.contains(this)) {
            backend.violation(me + " after the close: " + this);
        }
        try {
            return backend.script.perform(operation, body);
        } finally {
            busyWith.compareAndSet(me, null);
        }
    }

    /** Whether the caller has not closed the channel. */
    boolean isReachable() {
        return adopted == null || adopted.isOpen();
    }

    /** Under the monitor. */
    boolean lockIfFree(LockMode mode) throws IOException {
        if (!isReachable()) {
            throw new ClosedChannelException();
        }
        if (description.mode != null) {
            backend.violation("a lock is asked for on a handle that has one: " + this);
        }
        locked = description.tryLock(mode);
        granted = locked ? mode : granted;
        unlockFailed = false;
        return locked;
    }

    @Override
    public @Nullable Grant tryLock(LockMode mode) throws IOException {
        return lock(mode) ? this : null;
    }

    /** One attempt. */
    boolean lock(LockMode mode) throws IOException {
        return alone(Operation.TRY_LOCK, () -> monitor.read(() -> lockIfFree(mode)));
    }

    @Override
    public boolean mayBlock() {
        return backend.traits.triesBlock();
    }

    /** None on a channel of the caller's, because a close of the channel would not end it. */
    @Override
    public @Nullable PendingWait newWait(LockMode mode) {
        boolean possible = backend.traits.kernelWaits() && adopted == null;
        try {
            return alone(Operation.NEW_WAIT, () -> possible ? new MemoryWait(this, mode) : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void release() throws IOException {
        unlockFailed = true;
        alone(Operation.UNLOCK, () -> {
            monitor.change(() -> {
                if (isReachable() && description.mode == null) {
                    backend.violation("an unlock without a lock: " + this);
                }
                if (description.visits.count > 0) {
                    backend.violation("an unlock under the feet of " + description.visits.count + ": " + this);
                }
                description.unlock();
                locked = false;
                unlockFailed = false;
            });
            return true;
        });
    }

    @Override
    public void onLoss(Runnable listener) {
        try {
            backend.script.perform(Operation.ON_LOSS, () -> monitor.read(() -> description.onLoss(listener)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Object identity() {
        return description.file;
    }

    @Override
    public Object descriptorIdentity() {
        return description;
    }

    @Override
    public boolean namesSameFile() throws IOException {
        return backend.script.perform(
                Operation.NAMES_SAME_FILE,
                () -> path == null ? isReachable() : backend.files.names(path, description.file));
    }

    @Override
    public boolean isStillHeld() throws IOException {
        return backend.script.perform(
                Operation.IS_STILL_LOCKED,
                () -> monitor.read(() -> description.isLocked() && description.mode == granted));
    }

    @Override
    public boolean isKnownLost() {
        return description.lost; // never waits, as the contract has it
    }

    @Override
    public FileChannel channel() throws IOException {
        return backend.script.perform(Operation.CHANNEL, () -> adopted != null ? adopted : backend.view(description));
    }

    @Override
    public MemoryHandle openRange(LockRange range) throws IOException {
        return backend.script.perform(
                Operation.OPEN_RANGE,
                () -> new MemoryHandle(backend, monitor.read(() -> description.file.open(range)), path, null));
    }

    @Override
    public void close() throws IOException {
        alone(Operation.CLOSE, () -> {
            monitor.change(() -> {
                if (locked && description.isLocked() && !unlockFailed) {
                    backend.violation("a close of what is locked: " + this);
                }
                if (adopted == null) {
                    description.close();
                }
            });
            return backend.handles.remove(this);
        });
    }

    @Override
    public String toString() {
        return (adopted == null ? "handle of " : "adopted handle of ") + description;
    }
}
