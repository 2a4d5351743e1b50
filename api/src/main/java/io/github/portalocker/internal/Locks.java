package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.Capability;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Waiting;
import io.github.portalocker.internal.acquire.AsyncAcquisition;
import io.github.portalocker.internal.acquire.BlockingAcquisition;
import io.github.portalocker.internal.acquire.ByChannel;
import io.github.portalocker.internal.acquire.ByPath;
import io.github.portalocker.internal.acquire.FileSource;
import io.github.portalocker.internal.events.LockFacts;
import io.github.portalocker.internal.events.Observation;
import io.github.portalocker.internal.events.Observer;
import io.github.portalocker.internal.events.Observers;
import io.github.portalocker.internal.handle.ChannelRegistry;
import io.github.portalocker.internal.handle.FileOpener;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.LockScope;
import io.github.portalocker.internal.select.Backends;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/** All locks with one backend and one configuration: what the public types delegate to. */
public final class Locks {
    /** Finding out who holds a lock takes milliseconds, too long for callers that try often. */
    private static final Duration LONG_WAIT = Duration.ofMillis(20);

    private final LockBackend backend;
    private final FileOpener files;
    private final Settings settings;
    private final boolean polls;
    private final Observers observers;

    /** The locks of a locker with this configuration, without a listener. */
    public Locks(LockBackend backend, Settings settings) {
        this(backend, settings, null);
    }

    /** The locks of a locker with this configuration. */
    public Locks(LockBackend backend, Settings settings, @Nullable Observer listener) {
        this.backend = backend;
        this.files = new FileOpener(backend, new OpenOptions(settings.permissions()));
        this.settings = settings;
        this.polls = settings.waiting() == Waiting.POLL;
        this.observers = new Observers(listener);
    }

    /** The backend that locks. */
    public LockBackend backend() {
        return backend;
    }

    /** The file that a path names. */
    public ByPath file(Path path) {
        return new ByPath(files, path);
    }

    /** The file of an open channel. */
    FileSource<HeldFileLock> file(FileChannel channel) {
        return new ByChannel(backend, channel);
    }

    /** Waits for a lock until the deadline, and throws if that passed. */
    public <L extends HeldLock> L lock(FileSource<L> file, LockMode mode, Deadline deadline, @Nullable LockScope scope)
            throws IOException, InterruptedException {
        L lock = tryLock(file, mode, deadline, scope);
        if (lock == null) {
            throw timeout(file, mode, deadline);
        }
        return lock;
    }

    /** Waits for a lock until the deadline; null if that passed. */
    public <L extends HeldLock> @Nullable L tryLock(
            FileSource<L> file, LockMode mode, Deadline deadline, @Nullable LockScope scope)
            throws IOException, InterruptedException {
        return acquire(file, request(file, mode, deadline, true, scope));
    }

    /** One attempt, whatever the interrupt status. */
    public <L extends HeldLock> @Nullable L tryLock(FileSource<L> file, LockMode mode, @Nullable LockScope scope)
            throws IOException {
        try {
            return acquire(file, LockRequest.once(mode, scope, observe(file, mode)));
        } catch (InterruptedException e) {
            throw new AssertionError("an attempt cannot be interrupted", e);
        }
    }

    LockRequest request(
            FileSource<?> file, LockMode mode, Deadline deadline, boolean interruptible, @Nullable LockScope scope) {
        return LockRequest.untilDeadline(mode, deadline, interruptible, scope, polls, observe(file, mode));
    }

    private @Nullable Observation observe(FileSource<?> file, LockMode mode) {
        return observers.areOff()
                ? null
                : observers.observe(new LockFacts(mode, file.pathIfKnown(), file.range(), backend.name()));
    }

    <L extends HeldLock> @Nullable L acquire(FileSource<L> file, LockRequest request)
            throws IOException, InterruptedException {
        Hold hold = BlockingAcquisition.acquire(file, request);
        return hold == null ? null : file.handOut(hold);
    }

    /** Waits for a lock until the deadline without blocking a thread. */
    public <L extends HeldLock> CompletableFuture<L> lockAsync(
            FileSource<L> file, LockMode mode, Deadline deadline, @Nullable LockScope scope) {
        return AsyncAcquisition.start(
                file,
                LockRequest.ofFuture(mode, deadline, scope, polls, observe(file, mode)),
                () -> timeout(file, mode, deadline));
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

    /** Opens a file to be locked many times. */
    public LockFile open(Path path) throws IOException {
        return new DefaultLockFile(this, files, files.open(path), settings.reopensIfReplaced());
    }

    /** Takes a channel of the caller's to be locked many times. */
    public LockFile open(FileChannel channel) throws IOException {
        return new DefaultLockFile(this, files, ChannelRegistry.use(backend, channel), false);
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

    public LockTimeoutException timeout(FileSource<?> file, LockMode mode, Deadline deadline) {
        Path path = file.pathIfKnown();
        LockRange range = file.range();
        Duration waited = deadline.elapsed();
        String how = deadline.allowsWaiting() ? "waited " + text(waited) + " for" : "tried once to get";
        String wanted = mode == LockMode.EXCLUSIVE ? "the exclusive lock" : "the shared lock";
        if (!range.equals(LockRange.WHOLE_FILE)) {
            wanted += " on " + range;
        }
        List<LockHolder> holders = path != null && settings.namesHolders() && waited.compareTo(LONG_WAIT) >= 0
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
