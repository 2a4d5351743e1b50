package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/** One hold of the lock of an {@link OpenFile}; a node of its {@link Holds}. */
final class Hold implements HeldLock {
    final OpenFile file;
    final @Nullable OpenLockFile via;
    /** Who acquired it; null when no thread did, so that none can be said to wait for itself. */
    final @Nullable Thread owner;

    @Nullable
    Hold older; // guarded by the mutex of the lock, as what follows

    @Nullable
    Hold newer;

    @Nullable
    FileChannel channel;

    volatile boolean released; // read without it by those whom an older answer serves as well

    private final LockMode mode;

    Hold(OpenFile file, LockMode mode, @Nullable OpenLockFile via, @Nullable Thread owner) {
        this.file = file;
        this.mode = mode;
        this.via = via;
        this.owner = owner;
    }

    @Override
    public LockMode mode() {
        return mode;
    }

    @Override
    public LockRange range() {
        return file.range;
    }

    @Override
    public Optional<Path> path() {
        return Optional.ofNullable(file.path);
    }

    @Override
    public String backend() {
        return file.backend.name();
    }

    @Override
    public boolean isValid() throws IOException {
        return !released && file.isCurrent() && file.isStillLocked(mode);
    }

    /** Whether it is known, without asking a server, that the lock was lost. */
    boolean isKnownLost() {
        return !released && file.lock.noteLoss();
    }

    @Override
    public FileChannel channel() throws IOException {
        return file.lock.channel(this);
    }

    @Override
    public void close() throws IOException {
        if (!released) {
            file.lock.release(this);
        }
    }

    @Override
    public String toString() {
        return "HeldLock[" + mode + ", " + file + (released ? ", released]" : "]");
    }
}
