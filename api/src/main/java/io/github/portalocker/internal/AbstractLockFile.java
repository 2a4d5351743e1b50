package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.acquire.LockSource;
import io.github.portalocker.internal.handle.FileHold;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

/** What a whole {@link LockFile} and a view of some of its bytes have in common. */
abstract class AbstractLockFile implements LockFile, LockSource<HeldFileLock> {
    final FileLocks locks;
    final LockScope scope;

    AbstractLockFile(FileLocks locks, LockScope scope) {
        this.locks = locks;
        this.scope = scope;
    }

    @Override
    public HeldFileLock lock(LockMode mode) throws IOException, InterruptedException {
        return locks.lock(this, Objects.requireNonNull(mode, "mode"), Deadline.NEVER, scope);
    }

    @Override
    public HeldFileLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException {
        return locks.lock(this, Objects.requireNonNull(mode, "mode"), Deadline.after(timeout), scope);
    }

    @Override
    public @Nullable HeldFileLock tryLock(LockMode mode) throws IOException {
        return locks.tryLock(this, Objects.requireNonNull(mode, "mode"), scope);
    }

    @Override
    public @Nullable HeldFileLock tryLock(LockMode mode, Duration timeout) throws IOException, InterruptedException {
        return locks.tryLock(this, Objects.requireNonNull(mode, "mode"), Deadline.after(timeout), scope);
    }

    @Override
    public CompletableFuture<HeldFileLock> lockAsync(LockMode mode) {
        ensureOpen();
        return locks.lockAsync(this, Objects.requireNonNull(mode, "mode"), Deadline.NEVER, scope);
    }

    @Override
    public CompletableFuture<HeldFileLock> lockAsync(LockMode mode, Duration timeout) {
        ensureOpen();
        return locks.lockAsync(this, Objects.requireNonNull(mode, "mode"), Deadline.after(timeout), scope);
    }

    @Override
    public abstract LockRange range();

    @Override
    public HeldFileLock handOut(Hold hold) {
        return (FileHold) hold;
    }

    @Override
    public String backend() {
        return locks.system().name();
    }

    final void ensureOpen() {
        if (scope.isClosed()) {
            Path path = pathIfKnown();
            throw new IllegalStateException("the LockFile of " + (path == null ? "a channel" : path) + " is closed");
        }
    }

    /** Releases what is held on a file through this object, and wakes its waiters, which see that it is closed. */
    final void releaseAll(OpenFile open) throws IOException {
        open.queue.signalAll();
        for (Hold hold = open.lock.newestHold(scope); hold != null; hold = open.lock.newestHold(scope)) {
            hold.close();
        }
    }
}
