package io.github.portalocker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.internal.Holders;
import io.github.portalocker.internal.select.Backends;
import org.jspecify.annotations.Nullable;

/**
 * File locks for everyday use: the functions of a {@link FileLocker} with the default configuration.
 *
 * <pre>{@code
 * try (HeldLock lock = Portalocker.lock(path, LockMode.EXCLUSIVE)) {
 *     // no other process and no other thread is here
 * }
 * }</pre>
 *
 * <p>For those who know recipe 4.25 of the Python Cookbook, with {@code file} an open {@link FileChannel}:
 *
 * <table border="1">
 * <caption>The recipe in Java</caption>
 * <tr><th>recipe</th><th>here</th></tr>
 * <tr><td>{@code lock(file, LOCK_SH)}</td><td>{@code Portalocker.lock(file, LockMode.SHARED)}</td></tr>
 * <tr><td>{@code lock(file, LOCK_EX)}</td><td>{@code Portalocker.lock(file, LockMode.EXCLUSIVE)}</td></tr>
 * <tr><td>{@code lock(file, LOCK_SH | LOCK_NB)}</td><td>{@code Portalocker.tryLock(file, LockMode.SHARED)}: null where the
 * recipe raises an exception</td></tr>
 * <tr><td>{@code lock(file, LOCK_EX | LOCK_NB)}</td><td>{@code Portalocker.tryLock(file, LockMode.EXCLUSIVE)}</td></tr>
 * <tr><td>{@code unlock(file)}</td><td>{@code Portalocker.unlock(file)}, or {@link HeldLock#close()}</td></tr>
 * </table>
 *
 * <p>Two things differ on purpose. Locking a channel that is locked already does not convert the lock, because conversion
 * loses it on some systems: shared locks are counted, and each needs its unlock; anything else waits. And there is no
 * default mode.
 *
 * <p>What {@link FileLocker} says about files, waiting, threads and errors holds here as well. The backend is chosen at the
 * first use; when none can be chosen, every method throws {@link BackendUnavailableException}. Where the backends are installed
 * in the class loaders of several applications and not beside this library, each thread locks with those that its context
 * class loader shows.
 *
 * @since 0.1.0
 */
public final class Portalocker {
    private static volatile @Nullable FileLocker locker;

    private Portalocker() {}

    private static FileLocker locker() {
        FileLocker present = locker;
        if (present == null) { // two threads may both build one: they are equal
            present = FileLocker.builder().build();
            if (present.isSameForAllThreads()) { // else an application would get the backend of another one
                locker = present;
            }
        }
        return present;
    }

    /**
     * Locks a file by its path, waiting until the lock is acquired.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @return the acquired lock; close it to release it
     * @throws IOException if locking fails for a reason other than a conflicting lock, mostly a {@link LockException}
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @see FileLocker#lock(Path, LockMode)
     */
    public static HeldFileLock lock(Path path, LockMode mode) throws IOException, InterruptedException {
        return locker().lock(path, mode);
    }

    /**
     * Locks a file by its path, waiting until a timeout; zero or less makes exactly one attempt.
     *
     * <pre>{@code
     * try (HeldLock lock = Portalocker.lock(path, LockMode.EXCLUSIVE, Duration.ofSeconds(10))) {
     *     ... // the file is locked here
     * } catch (LockTimeoutException e) {
     *     System.err.println("still locked by " + e.holders());
     * }
     * }</pre>
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most
     * @return the acquired lock; close it to release it
     * @throws LockTimeoutException if a conflicting lock was held until then
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @see FileLocker#lock(Path, LockMode, Duration)
     */
    public static HeldFileLock lock(Path path, LockMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return locker().lock(path, mode, timeout);
    }

    /**
     * Makes one attempt to lock a file by its path; null if a conflicting lock is held.
     *
     * <pre>{@code
     * try (HeldLock lock = Portalocker.tryLock(path, LockMode.EXCLUSIVE)) {
     *     if (lock == null) {
     *         System.err.println("another process or thread holds the lock");
     *     } else {
     *         ... // the file is locked here
     *     }
     * }
     * }</pre>
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws IOException if locking fails for a reason other than a conflicting lock, mostly a {@link LockException}
     * @see FileLocker#tryLock(Path, LockMode)
     */
    public static @Nullable HeldFileLock tryLock(Path path, LockMode mode) throws IOException {
        return locker().tryLock(path, mode);
    }

    /**
     * Locks a file by its path, waiting until a timeout; null if a conflicting lock was held until then.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most; zero or less makes exactly one attempt
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws IOException if locking fails for a reason other than a conflicting lock, mostly a {@link LockException}
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @see FileLocker#tryLock(Path, LockMode, Duration)
     */
    public static @Nullable HeldFileLock tryLock(Path path, LockMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return locker().tryLock(path, mode, timeout);
    }

    /**
     * Locks a file by its path without blocking a thread; cancelling the future, or completing it otherwise, withdraws the wait.
     *
     * <p><strong>Dependents of the future cannot withdraw it, and neither can {@code get} with a timeout:</strong> see
     * {@link FileLocker#lockAsync(Path, LockMode)}.
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @return the lock to come
     * @see FileLocker#lockAsync(Path, LockMode)
     */
    public static CompletableFuture<HeldFileLock> lockAsync(Path path, LockMode mode) {
        return locker().lockAsync(path, mode);
    }

    /**
     * Locks a file by its path without blocking a thread, until a timeout.
     *
     * <pre>{@code
     * CompletableFuture<Void> done = Portalocker.lockAsync(path, LockMode.EXCLUSIVE, Duration.ofSeconds(10))
     *         .thenAcceptAsync(lock -> {
     *             try (lock) {
     *                 ... // the file is locked here
     *             } catch (IOException e) {
     *                 throw new UncheckedIOException(e);
     *             }
     *         });
     * }</pre>
     *
     * @param path the file to lock
     * @param mode shared or exclusive
     * @param timeout after which the future fails with a {@link LockTimeoutException}
     * @return the lock to come
     * @see FileLocker#lockAsync(Path, LockMode, Duration)
     */
    public static CompletableFuture<HeldFileLock> lockAsync(Path path, LockMode mode, Duration timeout) {
        return locker().lockAsync(path, mode, timeout);
    }

    /**
     * Opens a file, creating it when it does not exist, to lock and unlock it many times.
     *
     * @param path the file
     * @return the open file; close it when it is not locked any more
     * @throws IOException if the file cannot be opened, mostly a {@link LockException}
     * @see FileLocker#open(Path)
     */
    public static LockFile open(Path path) throws IOException {
        return locker().open(path);
    }

    /**
     * {@return the locks on a file by its path as a reentrant lock of {@code java.util.concurrent}}
     *
     * <pre>{@code
     * LockPair locks = Portalocker.readWriteLock(path);
     * locks.readLock().lock();
     * try {
     *     ... // other readers may be here, writers are not
     * } finally {
     *     locks.readLock().unlock();
     * }
     * }</pre>
     *
     * @param path the file to lock
     * @see FileLocker#readWriteLock(Path)
     */
    public static LockPair readWriteLock(Path path) {
        return locker().readWriteLock(path);
    }

    /**
     * Locks the file of an open channel, waiting until the lock is acquired.
     *
     * <pre>{@code
     * try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
     *         HeldLock lock = Portalocker.lock(channel, LockMode.EXCLUSIVE)) {
     *     ... // read and write through the channel
     * }
     * }</pre>
     *
     * @param channel an open channel of the file to lock
     * @param mode shared or exclusive
     * @return the acquired lock; close it to release it
     * @throws IOException if locking fails for a reason other than a conflicting lock, mostly a {@link LockException}
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @see FileLocker#lock(FileChannel, LockMode)
     */
    public static HeldFileLock lock(FileChannel channel, LockMode mode) throws IOException, InterruptedException {
        return locker().lock(channel, mode);
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
     * @see FileLocker#lock(FileChannel, LockMode, Duration)
     */
    public static HeldFileLock lock(FileChannel channel, LockMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return locker().lock(channel, mode, timeout);
    }

    /**
     * Makes one attempt to lock the file of an open channel; null if a conflicting lock is held.
     *
     * @param channel an open channel of the file to lock
     * @param mode shared or exclusive
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws IOException if locking fails for a reason other than a conflicting lock, mostly a {@link LockException}
     * @see FileLocker#tryLock(FileChannel, LockMode)
     */
    public static @Nullable HeldFileLock tryLock(FileChannel channel, LockMode mode) throws IOException {
        return locker().tryLock(channel, mode);
    }

    /**
     * Locks the file of an open channel, waiting until a timeout; null if a conflicting lock was held until then.
     *
     * @param channel an open channel of the file to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most; zero or less makes exactly one attempt
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws IOException if locking fails for a reason other than a conflicting lock, mostly a {@link LockException}
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @see FileLocker#tryLock(FileChannel, LockMode, Duration)
     */
    public static @Nullable HeldFileLock tryLock(FileChannel channel, LockMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return locker().tryLock(channel, mode, timeout);
    }

    /**
     * Releases the newest lock that was taken on this channel here.
     *
     * @param channel the one that was locked, the same object
     * @throws IllegalStateException if there is none
     * @throws IOException if the operating system refuses to unlock: the lock counts as still held
     * @see FileLocker#unlock(FileChannel)
     */
    public static void unlock(FileChannel channel) throws IOException {
        locker().unlock(channel);
    }

    /**
     * {@return all backends that were found, best first, whether each can be used here, and if not, why}
     *
     * <p>They are searched in the class loader of this library and in the context class loader of the calling thread.
     */
    public static List<BackendInfo> backends() {
        return Backends.seenByThisThread().describe();
    }

    /**
     * {@return the processes that hold locks on a file now, whatever program took them; for messages and diagnoses, not for decisions}
     *
     * <p>Best effort: what cannot be found out is left empty, and nothing known is an empty list. On Linux these are the
     * processes of this machine (of this PID namespace) in {@code /proc}; elsewhere none are known yet. The file itself is
     * not opened.
     *
     * @param path the file
     */
    public static List<LockHolder> holders(Path path) {
        return Holders.of(path);
    }

    /**
     * {@return the processes that wait for a lock on a file now, one entry for each wait; for messages and diagnoses, not for decisions}
     *
     * <p>Best effort: what cannot be found out is left empty, and nothing known is an empty list. Known are the waits that Linux
     * itself keeps in {@code /proc/locks}, whatever program waits; elsewhere none are known yet. Not among them are:
     *
     * <ul>
     *   <li>a wait that is polled: with backend {@code nio}, with {@code -Dportalocker.wait=poll}, or on FUSE;
     *   <li>a wait for the answer of the server of a network file system;
     *   <li>a thread that waits in the queue of its own JVM: of the threads of one JVM that wait for the same file or bytes, only the
     *       first waits in the kernel, and it does not while another thread of that JVM holds a lock that is in the way.
     * </ul>
     *
     * <p>A thread that waits is listed with the process that it belongs to. Of a wait for an open-file-description lock (backend
     * {@code posix-ofd}) Linux does not tell the process. The file itself is not opened.
     *
     * @param path the file
     */
    public static List<LockHolder> waiters(Path path) {
        return Holders.waiters(path);
    }
}
