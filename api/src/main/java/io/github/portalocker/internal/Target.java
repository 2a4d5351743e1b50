package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockPair;
import io.github.portalocker.internal.acquire.LockSource;
import io.github.portalocker.internal.queue.Deadline;
import org.jspecify.annotations.Nullable;

/** What a locker is asked to lock, by a path or a channel. */
public final class Target {
    private final FileLocks locks;
    private final LockSource<HeldFileLock> file;

    private Target(FileLocks locks, LockSource<HeldFileLock> file) {
        this.locks = locks;
        this.file = file;
    }

    /** The file that a path names. */
    public static Target of(FileLocks locks, Path path) {
        return new Target(locks, locks.file(Objects.requireNonNull(path, "path")));
    }

    /** The file of an open channel. */
    public static Target of(FileLocks locks, FileChannel channel) {
        return new Target(locks, locks.file(Objects.requireNonNull(channel, "channel")));
    }

    /** The locks on a path as a lock of java.util.concurrent. */
    public static LockPair readWriteLock(FileLocks locks, Path path) {
        return new DefaultLockPair(locks, path.toString(), locks.file(path), null);
    }

    /** Waits until the deadline, and throws if that passed. */
    public HeldFileLock lock(LockMode mode, Deadline deadline) throws IOException, InterruptedException {
        return locks.lock(file, Objects.requireNonNull(mode, "mode"), deadline, null);
    }

    /** Waits until the deadline; null if that passed. */
    public @Nullable HeldFileLock tryLock(LockMode mode, Deadline deadline) throws IOException, InterruptedException {
        return locks.tryLock(file, Objects.requireNonNull(mode, "mode"), deadline, null);
    }

    /** One attempt, whatever the interrupt status. */
    public @Nullable HeldFileLock tryLock(LockMode mode) throws IOException {
        return locks.tryLock(file, Objects.requireNonNull(mode, "mode"), null);
    }

    /** Waits until the deadline without blocking a thread. */
    public CompletableFuture<HeldFileLock> lockAsync(LockMode mode, Deadline deadline) {
        return locks.lockAsync(file, Objects.requireNonNull(mode, "mode"), deadline, null);
    }
}
