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

/** One hold of the lock of an {@link OpenFile}. */
public final class Hold extends HoldList.Link<Hold> implements HeldLock {
    public final OpenFile file;

    @Nullable
    FileChannel channel; // guarded by the mutex of the lock

    volatile boolean released; // written under it; also read without it, where an older answer serves as well

    Hold(OpenFile file, LockRequest request) {
        super(request);
        this.file = file;
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
