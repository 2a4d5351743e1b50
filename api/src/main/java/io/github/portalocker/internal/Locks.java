package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReadWriteLock;

import io.github.portalocker.Capability;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.internal.acquire.AsyncAcquisition;
import io.github.portalocker.internal.acquire.BlockingAcquisition;
import io.github.portalocker.internal.acquire.ByPath;
import io.github.portalocker.internal.handle.ChannelRegistry;
import io.github.portalocker.internal.handle.FileOpener;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.select.Backends;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/** Locks by path and by channel with one backend: what the public locker delegates to. */
public final class Locks {
    /** Finding out who holds a lock takes milliseconds, too long for callers that try often. */
    private static final Duration LONG_WAIT = Duration.ofMillis(20);

    private final LockBackend backend;
    private final FileOpener files;
    private final boolean detectReplacement;

    /** The locks of a locker with this configuration. */
    public Locks(LockBackend backend, OpenOptions options, boolean detectReplacement) {
        this.backend = backend;
        this.files = new FileOpener(backend, options);
        this.detectReplacement = detectReplacement;
    }

    /** The backend that locks. */
    public LockBackend backend() {
        return backend;
    }

    /** Opens a file to be locked many times. */
    public LockFile open(Path path) throws IOException {
        return new DefaultLockFile(this, files, files.open(path), detectReplacement);
    }

    /** Fails if the backend cannot lock less than a whole file, and names those that can. */
    void requireByteRanges() {
        if (!backend.capabilities().contains(Capability.BYTE_RANGES)) {
            List<String> able = Backends.seenByThisThread().usable().stream()
                    .filter(other -> other.availability().isAvailable()
                            && other.capabilities().contains(Capability.BYTE_RANGES))
                    .map(LockBackend::name)
                    .toList();
            throw new UnsupportedOperationException("the lock backend '" + backend.name()
                    + "' locks whole files only; installed backends that lock ranges of bytes: "
                    + (able.isEmpty() ? "none, add one such as portalocker-backend-posix" : able));
        }
    }

    /** Takes a channel of the caller's to be locked many times. */
    public LockFile open(FileChannel channel) throws IOException {
        return new DefaultLockFile(this, files, ChannelRegistry.use(backend, channel), false);
    }

    /** Locks a file by its path; null if the deadline passed. */
    public @Nullable HeldLock acquire(Path path, LockMode mode, Deadline deadline)
            throws IOException, InterruptedException {
        return acquire(path, mode, deadline, true);
    }

    @Nullable
    HeldLock acquire(Path path, LockMode mode, Deadline deadline, boolean interruptible)
            throws IOException, InterruptedException {
        return acquire(path, LockRequest.untilDeadline(mode, deadline, interruptible, null));
    }

    private @Nullable HeldLock acquire(Path path, LockRequest request) throws IOException, InterruptedException {
        if (request.interruptible() && Thread.interrupted()) {
            throw new InterruptedException();
        }
        return BlockingAcquisition.acquire(new ByPath(files, path), request);
    }

    /** Locks a file by its path without blocking a thread. */
    public CompletableFuture<HeldLock> acquireAsync(Path path, LockMode mode) {
        return AsyncAcquisition.start(files, path, mode);
    }

    /** The view of a path as a lock of java.util.concurrent. */
    public ReadWriteLock readWriteLock(Path path) {
        return new PathReadWriteLock(this, path);
    }

    /** One attempt to lock a file by its path, whatever the interrupt status. */
    public @Nullable HeldLock attempt(Path path, LockMode mode) throws IOException {
        try {
            return acquire(path, LockRequest.once(mode, null));
        } catch (InterruptedException e) {
            throw new AssertionError("an attempt cannot be interrupted", e);
        }
    }

    /** Locks an open channel; null if the deadline passed. */
    public @Nullable HeldLock acquire(FileChannel channel, LockMode mode, Deadline deadline)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        OpenFile file = ChannelRegistry.use(backend, channel);
        try {
            return BlockingAcquisition.acquire(file, LockRequest.untilDeadline(mode, deadline, true, null));
        } finally {
            file.removeUser();
        }
    }

    /** One attempt to lock an open channel, whatever the interrupt status. */
    public @Nullable HeldLock attempt(FileChannel channel, LockMode mode) throws IOException {
        OpenFile file = ChannelRegistry.use(backend, channel);
        try {
            return file.lock.attempt(LockRequest.once(mode, null));
        } finally {
            file.removeUser();
        }
    }

    /** Releases the newest lock on a channel. */
    public void unlock(FileChannel channel) throws IOException {
        OpenFile file = ChannelRegistry.find(backend, channel);
        Hold hold = file == null ? null : file.lock.newestHold(null);
        if (hold == null) {
            throw new IllegalStateException("the channel is not locked by backend " + backend.name());
        }
        hold.close();
    }

    /** The exception for a deadline that passed. */
    public LockTimeoutException timeout(@Nullable Path path, LockMode mode, Deadline deadline) {
        return timeout(path, mode, LockRange.WHOLE_FILE, deadline);
    }

    LockTimeoutException timeout(@Nullable Path path, LockMode mode, LockRange range, Deadline deadline) {
        Duration waited = deadline.elapsed();
        String how = deadline.allowsWaiting() ? "waited " + text(waited) + " for" : "tried once to get";
        String wanted = mode == LockMode.EXCLUSIVE ? "the exclusive lock" : "the shared lock";
        if (!range.equals(LockRange.WHOLE_FILE)) {
            wanted += " on " + range;
        }
        List<LockHolder> holders = path != null && waited.compareTo(LONG_WAIT) >= 0
                ? Holders.inTheWay(path, backend, mode, range, deadline.spareNanos())
                : List.of();
        return new LockTimeoutException(
                Failure.of("lock", path, backend.name(), how + " " + wanted + ", but a conflicting lock is held", null),
                waited,
                holders);
    }

    private static String text(Duration time) {
        long millis = time.toMillis();
        return millis < 10_000 ? millis + " ms" : time.toSeconds() + " s";
    }
}
