package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.queue.LockRequest;
import org.jspecify.annotations.Nullable;

/** One hold of the lock of an {@link OpenFile}; a node of its {@link HoldList}. */
public final class Hold implements HeldLock {
    public final OpenFile file;
    public final LockRequest request;

    @Nullable
    public Hold older; // guarded by the mutex of the lock, as what follows

    @Nullable
    public Hold newer;

    @Nullable
    public FileChannel channel;

    public volatile boolean released; // read without it by those whom an older answer serves as well

    public Hold(OpenFile file, LockRequest request) {
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
    public boolean isKnownLost() {
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
