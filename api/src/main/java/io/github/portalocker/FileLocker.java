package io.github.portalocker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.internal.FileLocks;
import io.github.portalocker.internal.LockSet;
import io.github.portalocker.internal.Settings;
import io.github.portalocker.internal.Target;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.select.Selection;
import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Locks files with one backend and one configuration; the instance behind {@link Portalocker}.
 *
 * <p>Immutable and thread-safe. It holds no resources and needs no closing.
 *
 * <pre>{@code
 * FileLocker locker = FileLocker.builder()
 *         .excludes(LockDomain.FLOCK) // must exclude users of flock(1)
 *         .permissions(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
 *         .build();
 * try (HeldLock lock = locker.lock(path, LockMode.EXCLUSIVE, Duration.ofSeconds(10))) {
 *     ... // the file is locked here
 * }
 * }</pre>
 *
 * <h2>Locks by path</h2>
 *
 * <p>The call opens the file, creating it when it does not exist (its directory must), and the release closes it. The lock file is
 * never deleted, truncated or written, and an existing file's permissions are never changed. The locked file is the one
 * that the path names: if it was replaced before the lock was acquired, the call goes on with the new file and the same
 * deadline, also if the old file stays locked until the deadline. Directories, devices, pipes, sockets and symbolic links (as the last component of the path) are
 * refused.
 *
 * <p>A lease that a file server has on the file (Linux, fcntl(2)) is waited for like a lock.
 *
 * <h2>Locks on open channels</h2>
 *
 * <p>They lock the very file that the caller has open, through the caller's own descriptor, which stays the caller's:
 * closing the channel releases the lock, as in the recipe. A channel is kept reachable while it is locked. Each lock
 * needs one unlock.
 *
 * <h2>Waiting</h2>
 *
 * <p>On network file systems even one attempt can block until the server answers: Linux' NFS server grants no locks for 90
 * seconds after its start. Timed and interruptible calls return at most 250 ms late all the same, and a lock that is
 * granted later is released. Opening, unlocking and {@code tryLock} still wait for the server.
 *
 * <p>Waiting threads may be platform or virtual threads. They can be interrupted, which leaves nothing held. A thread that
 * waits without a deadline for a file that it holds itself gets an {@link IllegalStateException} at once; with a deadline
 * it times out. There is no upgrade from shared to exclusive. Within this JVM, waiting threads are served in the order of
 * their arrival, newcomers may overtake them for about a millisecond, and readers do not overtake a waiting writer.
 * Between processes, the order is the operating system's. Once this JVM has released and retaken the lock of a file for a
 * millisecond, its next attempt, {@code tryLock} included, starts with a pause of a fraction of a millisecond, in which a
 * process that waits can take the lock.
 *
 * @since 0.1.0
 */
public final class FileLocker {
    private final FileLocks locks;

    private final boolean sameForAllThreads;

    private FileLocker(Builder builder) {
        Selection.Choice choice = builder.choose();
        this.locks = new FileLocks(choice.backend(), builder.settings(), builder.observer());
        this.sameForAllThreads = choice.forAllThreads();
    }

    /** For locks on names. */
    FileLocks locks() {
        return locks;
    }

    /** Whether the same configuration means the same backend to every thread, whatever its context class loader is. */
    boolean isSameForAllThreads() {
        return sameForAllThreads;
    }

    /**
     * Returns a builder with default settings.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the name of the backend that this locker uses} */
    public String backend() {
        return locks.system().name();
    }

    /** {@return the domains in which this locker locks: it excludes programs that lock in one of them} */
    public Set<LockDomain> domains() {
        return locks.system().domains();
    }

    /**
     * Locks a file by its path, waiting until the lock is acquired.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @return the acquired lock; close it to release it
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this thread already holds the file so that it would wait for itself
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    public HeldFileLock lock(Path path, LockMode mode) throws IOException, InterruptedException {
        return Target.of(locks, path).lock(mode, Deadline.NEVER);
    }

    /**
     * Locks a file by its path, waiting until a timeout; zero or less makes exactly one attempt.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most
     * @return the acquired lock; close it to release it
     * @throws LockTimeoutException if a conflicting lock was held until then
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    public HeldFileLock lock(Path path, LockMode mode, Duration timeout) throws IOException, InterruptedException {
        return Target.of(locks, path).lock(mode, Deadline.after(timeout));
    }

    /**
     * Makes one attempt to lock a file by its path, whatever the interrupt status; null if a conflicting lock is held.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    public @Nullable HeldFileLock tryLock(Path path, LockMode mode) throws IOException {
        return Target.of(locks, path).tryLock(mode);
    }

    /**
     * Locks a file by its path, waiting until a timeout; null if a conflicting lock was held until then.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most; zero or less makes exactly one attempt
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    public @Nullable HeldFileLock tryLock(Path path, LockMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return Target.of(locks, path).tryLock(mode, Deadline.after(timeout));
    }

    /**
     * Locks a file by its path without blocking the calling thread or any other per waiter.
     *
     * <p>The future completes with the lock, on the calling thread if the lock was free, else on a thread of this library, which
     * must not be blocked by what depends on it. Where a server keeps the file, it is opened on such a thread, too. Failures complete
     * it exceptionally: a {@link LockException} if locking fails for a reason other than a conflicting lock. The lock belongs to no thread: a thread that waits
     * for the same file is never refused because of it.
     *
     * <p>Whatever else completes the future withdraws the wait: {@code cancel}, {@code orTimeout}, {@code completeOnTimeout},
     * {@code complete}, {@code completeExceptionally}. A lock that arrives at that very instant is released.
     * {@code obtrudeValue} and {@code obtrudeException} throw {@link UnsupportedOperationException}.
     *
     * <p><strong>Only the returned future itself withdraws the wait. Its dependents cannot, and neither can {@code get} with a
     * timeout: after {@code lockAsync(...).thenApply(...).orTimeout(...)}, or after a {@code get} that timed out, the wait goes on,
     * and the lock that it gets stays held until it is closed. Say {@code lockAsync(...).orTimeout(...)} first and
     * {@code thenApply(...)} then.</strong> A dependent whose function does not close the lock leaves it held, too.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @return the lock to come
     */
    public CompletableFuture<HeldFileLock> lockAsync(Path path, LockMode mode) {
        return Target.of(locks, path).lockAsync(mode, Deadline.NEVER);
    }

    /**
     * Locks a file by its path without blocking the calling thread or any other per waiter, until a timeout.
     *
     * <p>As {@link #lockAsync(Path, LockMode)}; after the timeout the future fails with a {@link LockTimeoutException}, which
     * says who holds the lock, and the wait is withdrawn. So dependents of this future need no timeout of their own.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most; zero or less makes exactly one attempt
     * @return the lock to come
     */
    public CompletableFuture<HeldFileLock> lockAsync(Path path, LockMode mode, Duration timeout) {
        return Target.of(locks, path).lockAsync(mode, Deadline.after(timeout));
    }

    /**
     * Locks several files by their paths, waiting until all locks are acquired.
     *
     * <p>All or none: while this thread waits, it holds at most those that it could get without waiting, and for short. Callers need
     * not agree on an order, and cannot wait for each other in a circle. Paths that name the same file are one lock, exclusive
     * if any of them is asked for exclusively. An empty map gives no locks.
     *
     * <pre>{@code
     * Map<Path, LockMode> files = Map.of(Path.of("accounts"), LockMode.EXCLUSIVE, Path.of("rates"), LockMode.SHARED);
     * try (HeldLocks locks = FileLocker.builder().build().lockAll(files)) {
     *     ... // all files are locked here
     * }
     * }</pre>
     *
     * @param files the files to lock, and how
     * @return the acquired locks; close it to release them all
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this thread already holds one of the files so that it would wait for itself
     * @throws LockException if locking fails for a reason other than a conflicting lock; nothing is held then
     */
    public HeldLocks lockAll(Map<Path, LockMode> files) throws IOException, InterruptedException {
        return LockSet.of(locks, files).lock(Deadline.NEVER);
    }

    /**
     * Locks several files by their paths, waiting until a timeout; zero or less makes exactly one attempt.
     *
     * @param files the files to lock, and how
     * @param timeout how long to wait at the most, for all of them together
     * @return the acquired locks; close it to release them all
     * @throws LockTimeoutException if not all could be acquired by then; it names one that was held
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws LockException if locking fails for a reason other than a conflicting lock; nothing is held then
     * @see #lockAll(Map)
     */
    public HeldLocks lockAll(Map<Path, LockMode> files, Duration timeout) throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        return LockSet.of(locks, files).lock(deadline);
    }

    /**
     * Makes one attempt to lock several files by their paths, whatever the interrupt status; null if one of them is held.
     *
     * @param files the files to lock, and how
     * @return the acquired locks; null if not all could be acquired, and nothing is held
     * @throws LockException if locking fails for a reason other than a conflicting lock; nothing is held then
     * @see #lockAll(Map)
     */
    public @Nullable HeldLocks tryLockAll(Map<Path, LockMode> files) throws IOException {
        return LockSet.of(locks, files).tryLock();
    }

    /**
     * Locks several files by their paths, waiting until a timeout; null if not all could be acquired by then.
     *
     * @param files the files to lock, and how
     * @param timeout how long to wait at the most, for all of them together; zero or less makes exactly one attempt
     * @return the acquired locks; null if not all could be acquired, and nothing is held
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws LockException if locking fails for a reason other than a conflicting lock; nothing is held then
     * @see #lockAll(Map)
     */
    public @Nullable HeldLocks tryLockAll(Map<Path, LockMode> files, Duration timeout)
            throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        return LockSet.of(locks, files).tryLock(deadline);
    }

    /**
     * {@return the locks on a file by its path in the form of {@code java.util.concurrent}: the read lock is shared, the write lock
     * exclusive}
     *
     * <p>Reentrant: a thread that holds one of them may lock it again, and a thread that holds the write lock may also take the
     * read lock; when it then releases the write lock, the file stays locked exclusively until it releases the read lock,
     * too (there is no safe downgrade). A thread that holds only the read lock cannot get the write lock: {@code lock} throws
     * {@link IllegalStateException}, {@code tryLock} returns false.
     *
     * <p>{@code lock()} cannot be interrupted: the thread's interrupt status is kept for later. {@code unlock()} throws
     * {@link IllegalMonitorStateException} if the thread does not hold the lock. There are no conditions. Failures of the file
     * system are thrown as {@link java.io.UncheckedIOException}. Reentrancy is that of one returned object; objects for the same
     * file exclude each other.
     *
     * @param path the file to lock
     */
    public LockPair readWriteLock(Path path) {
        return Target.readWriteLock(locks, path);
    }

    /**
     * Locks the file of an open channel, waiting until the lock is acquired.
     *
     * @param channel an open channel of the file to lock
     * @param mode shared or exclusive
     * @return the acquired lock; close it to release it
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this thread already holds the file so that it would wait for itself
     * @throws UnsupportedOperationException if the backend cannot lock this channel; the message says why
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    public HeldFileLock lock(FileChannel channel, LockMode mode) throws IOException, InterruptedException {
        return Target.of(locks, channel).lock(mode, Deadline.NEVER);
    }

    /**
     * Locks the file of an open channel, waiting until a timeout; zero or less makes exactly one attempt.
     *
     * @param channel an open channel of the file to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most
     * @return the acquired lock; close it to release it
     * @throws LockTimeoutException if a conflicting lock was held until then
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws UnsupportedOperationException if the backend cannot lock this channel; the message says why
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    public HeldFileLock lock(FileChannel channel, LockMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return Target.of(locks, channel).lock(mode, Deadline.after(timeout));
    }

    /**
     * Makes one attempt to lock the file of an open channel, whatever the interrupt status; null if a conflicting lock is held.
     *
     * @param channel an open channel of the file to lock
     * @param mode shared or exclusive
     * @return the acquired lock; null if there is none
     * @throws UnsupportedOperationException if the backend cannot lock this channel; the message says why
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    public @Nullable HeldFileLock tryLock(FileChannel channel, LockMode mode) throws IOException {
        return Target.of(locks, channel).tryLock(mode);
    }

    /**
     * Locks the file of an open channel, waiting until a timeout; null if a conflicting lock was held until then.
     *
     * @param channel an open channel of the file to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most; zero or less makes exactly one attempt
     * @return the acquired lock; null if there is none
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws UnsupportedOperationException if the backend cannot lock this channel; the message says why
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    public @Nullable HeldFileLock tryLock(FileChannel channel, LockMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return Target.of(locks, channel).tryLock(mode, Deadline.after(timeout));
    }

    /**
     * Releases the newest lock that was taken on this channel by a locker with this backend.
     *
     * @param channel the one that was locked, the same object
     * @throws IllegalStateException if there is none
     * @throws LockException if the operating system refuses to unlock: the lock counts as still held
     */
    public void unlock(FileChannel channel) throws IOException {
        requireNonNull(channel, "channel");
        locks.unlock(channel);
    }

    /**
     * Opens a file, creating it when it does not exist, to lock and unlock it many times.
     *
     * @param path the file
     * @return the open file
     * @throws LockException if the file cannot be opened
     */
    public LockFile open(Path path) throws IOException {
        return locks.open(requireNonNull(path, "path"));
    }

    /**
     * Takes a channel that the caller opened, to lock and unlock it many times; closing the result leaves it open.
     *
     * @param channel an open channel of the file to lock
     * @return the open file
     * @throws UnsupportedOperationException if the backend cannot lock this channel; the message says why
     * @throws IOException if the channel is closed, or the operating system refuses
     */
    public LockFile open(FileChannel channel) throws IOException {
        return locks.open(requireNonNull(channel, "channel"));
    }

    @Override
    public String toString() {
        return "FileLocker[" + backend() + "]";
    }

    /**
     * The configuration of a {@link FileLocker}; not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private @Nullable String name;
        private @Nullable LockBackend instance;
        private @Nullable ClassLoader loader;
        private @Nullable Set<LockDomain> excluded;
        private @Nullable Set<PosixFilePermission> permissions;
        private @Nullable Boolean reopens;
        private @Nullable Waiting waiting;
        private @Nullable Boolean namesHolders;
        private @Nullable LockListener listener;

        private Builder() {}

        /**
         * Names the backend to use, such as {@code posix-flock}, or its kind: {@code flock}, {@code ofd} or {@code universal}.
         *
         * <p>Of a kind, the best backend is taken that works here: {@code flock} excludes users of flock(2), {@code ofd} users of
         * record locks, {@code universal} all programs of this machine that lock. Where the system has one domain only, a
         * backend of another kind that excludes the same programs is taken; where there is none, {@link #build()} fails.
         *
         * <p>When no backend is set, the system property {@code portalocker.backend} names it, and without that property it is
         * the available backend with the highest priority.
         *
         * @param name as {@link BackendInfo#name()} has it, or a kind
         * @return this
         */
        public Builder backend(String name) {
            this.name = requireNonNull(name, "name");
            this.instance = null;
            return this;
        }

        /**
         * Sets the backend itself, in place of one that is found by name; for backends that are not registered as services.
         *
         * @param backend the backend
         * @return this
         */
        public Builder backend(LockBackend backend) {
            this.instance = requireNonNull(backend, "backend");
            this.name = null;
            return this;
        }

        /**
         * Says where to look for backends: for services that this class loader, or one of its parents, shows.
         *
         * <p>When this is not called, the class loader of this library is searched and, if it shows no backend, the context
         * class loader of the thread that calls {@link #build()}. The locker keeps the class loader of its backend reachable.
         *
         * @param loader the only class loader to search
         * @return this
         */
        public Builder classLoader(ClassLoader loader) {
            this.loader = requireNonNull(loader, "loader");
            return this;
        }

        /**
         * Chooses only among backends that exclude the programs of all these domains.
         *
         * <p>The portable way to say which other programs a lock must keep out. The system property
         * {@code portalocker.excludes} has the default: names of domains, separated by commas.
         *
         * @param domains such as {@link LockDomain#FLOCK}
         * @return this
         */
        public Builder excludes(LockDomain... domains) {
            this.excluded = Set.of(domains);
            return this;
        }

        private Selection.Choice choose() {
            if (instance != null) {
                return new Selection.Choice(Selection.only(instance), true);
            }
            Selection selection = loader == null ? Selection.forThisThread() : Selection.in(loader);
            return selection.select(
                    Optional.ofNullable(name), excluded == null ? Settings.excludedByProperty() : excluded);
        }

        private Settings settings() {
            Settings defaults = Settings.ofProperties();
            return new Settings(
                    permissions == null ? defaults.permissions() : permissions,
                    reopens == null ? defaults.reopensIfReplaced() : reopens,
                    waiting == null ? defaults.waiting() : waiting,
                    namesHolders == null ? defaults.namesHolders() : namesHolders);
        }

        private @Nullable ListenerObserver observer() {
            return listener == null ? null : new ListenerObserver(listener);
        }

        /**
         * Sets the permissions of lock files that have to be created, lessened by the umask; the default lets only the
         * owner read and write.
         *
         * <p>A user who may open a lock file may also hold its lock and keep all others waiting. Existing files are never
         * changed. Ignored where the file system has no POSIX permissions. The system property
         * {@code portalocker.permissions} has the default, in the form {@code rw-rw----}.
         *
         * @param permissions for new files
         * @return this
         */
        public Builder permissions(Set<PosixFilePermission> permissions) {
            this.permissions = Set.copyOf(permissions);
            return this;
        }

        /**
         * Makes every {@link LockFile} opened by path look, after each acquisition and before it answers that others hold the
         * lock, whether the path still names its file, and go on with the new file if not; off by default, because it costs
         * about as much as the lock itself.
         *
         * <p>Locks by path always look. The system property {@code portalocker.reopen-if-replaced} has the default.
         *
         * @param reopens whether to look
         * @return this
         */
        public Builder reopenIfReplaced(boolean reopens) {
            this.reopens = reopens;
            return this;
        }

        /**
         * Says how to wait for locks of other processes; in the kernel by default, where the backend can.
         *
         * <p>The system property {@code portalocker.wait} has the default: {@code kernel} or {@code poll}.
         *
         * @param waiting in the kernel, or by trying again
         * @return this
         */
        public Builder waiting(Waiting waiting) {
            this.waiting = requireNonNull(waiting, "waiting");
            return this;
        }

        /**
         * Says whether a {@link LockTimeoutException} names the holders, with their command lines; it does by default.
         *
         * <p>The system property {@code portalocker.holders} has the default: {@code on} or {@code off}.
         *
         * @param names whether it does
         * @return this
         */
        public Builder namesHolders(boolean names) {
            this.namesHolders = names;
            return this;
        }

        /**
         * Tells a listener what happens to the locks of this locker; none by default.
         *
         * @param listener called as {@link LockListener} says
         * @return this
         */
        public Builder listener(LockListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Chooses the backend.
         *
         * @return a locker with this configuration
         * @throws IllegalArgumentException if a system property has a value that it cannot have
         * @throws BackendUnavailableException if there is none that can be used; the message says why and what to do
         */
        public FileLocker build() {
            return new FileLocker(this);
        }
    }
}
