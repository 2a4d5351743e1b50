package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/** One hold of the lock of an {@link OpenFile}; a node of its {@link HoldList}. */
final class Hold implements HeldLock {
    final OpenFile file;
    final LockRequest request;

    @Nullable
    Hold older; // guarded by the mutex of the lock, as what follows

    @Nullable
    Hold newer;

    @Nullable
    FileChannel channel;

    volatile boolean released; // read without it by those whom an older answer serves as well

    Hold(OpenFile file, LockRequest request) {
        this.file = file;
        this.request = request;
    }

    @Override
    public LockMode mode() {
        return request.mode();
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
        return !released && file.isCurrent() && file.isStillLocked(mode());
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
        return "HeldLock[" + mode() + ", " + file + (released ? ", released]" : "]");
    }
}
