package io.github.portalocker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.internal.Settings;
import io.github.portalocker.internal.names.DirectoryStore;
import io.github.portalocker.internal.names.ServerStore;
import io.github.portalocker.internal.names.Servers;
import io.github.portalocker.spi.LockServer;
import io.github.portalocker.spi.LockUri;
import org.jspecify.annotations.Nullable;

/**
 * Locks on names: any text that is not empty, such as {@code jobs/import-7}; half of a surrogate pair is no text.
 *
 * <pre>{@code
 * try (NamedLocks locks = NamedLocks.in(Path.of("/var/lib/app/locks"));
 *         HeldLock lock = locks.lock("jobs/import-7", LockMode.EXCLUSIVE)) {
 *     // no other process and no other thread is here
 * }
 * }</pre>
 *
 * <p>The locks are kept in a directory, one file for each name: processes of this machine that use the same directory
 * exclude each other. What {@link FileLocker} says about waiting, threads and errors holds here as well.
 *
 * <p>The directory is made if it does not exist. It holds nothing else: a directory that is not empty and was not made for locks
 * is refused, and so is one that is used with backends of other {@linkplain LockDomain domains}. The files of names are
 * left there until {@link #purge()}.
 *
 * <p>Thread-safe. Not to be implemented by users: methods may be added.
 *
 * @since 0.1.0
 */
public interface NamedLocks extends AutoCloseable {

    /**
     * Opens a directory of locks, with the default backend.
     *
     * @param directory made if it does not exist
     * @return the locks; close it to release what is held
     * @throws LockException if the directory cannot be used; the message says why and what to do
     * @throws IOException if it cannot be made or read
     */
    static NamedLocks in(Path directory) throws IOException {
        return in(directory, FileLocker.builder().build());
    }

    /**
     * Opens a directory of locks, with the backend and the settings of a locker.
     *
     * @param directory made if it does not exist
     * @param locker how to lock
     * @return the locks; close it to release what is held
     * @throws LockException if the directory cannot be used; the message says why and what to do
     * @throws IOException if it cannot be made or read
     */
    static NamedLocks in(Path directory, FileLocker locker) throws IOException {
        return DirectoryStore.open(Objects.requireNonNull(directory, "directory"), locker.locks());
    }

    /**
     * Opens locks by a URI, so that a configuration can say where they are kept.
     *
     * <ul>
     * <li>{@code file:/var/lib/app/locks}: in a directory, as {@link #in(Path)}; {@code file:locks} is relative to the working
     *     directory.
     * <li>{@code memory:} or {@code memory:name}: in the memory of this JVM, for tests. Each object that is opened so is a client of its
     *     own: two of the same name exclude each other as two processes do. Exclusive locks have a
     *     {@linkplain HeldLock#fencingToken() fencing token}.
     * <li>{@code scheme://user:password@host,host/path?parameter=value}: on a lock server, by a module that is added for it.
     * </ul>
     *
     * <pre>{@code
     * try (NamedLocks locks = NamedLocks.connect("postgresql://db.example.com/jobs");
     *         HeldNamedLock lock = locks.lock("import", LockMode.EXCLUSIVE, Duration.ofMinutes(1))) {
     *     ... // no client of that database is here with the same name
     * }
     * }</pre>
     *
     * @param uri where the locks are kept; messages and events do not show its password
     * @return the locks; close it to release what is held, and to leave the server
     * @throws IllegalArgumentException if there is no such kind of URI, or it cannot be read
     * @throws IOException as {@link #in(Path)} does, or if the server cannot be reached or relied on
     */
    static NamedLocks connect(String uri) throws IOException {
        return open(uri, null);
    }

    /**
     * Opens locks by a URI, and tells a listener what happens to them.
     *
     * @param uri as for {@link #connect(String)}
     * @param listener called as {@link LockListener} says
     * @return the locks; close it to release what is held, and to leave the server
     * @throws IllegalArgumentException if there is no such kind of URI, or it cannot be read
     * @throws IOException as {@link #connect(String)} does
     */
    static NamedLocks connect(String uri, LockListener listener) throws IOException {
        return open(uri, Objects.requireNonNull(listener, "listener"));
    }

    private static NamedLocks open(String uri, @Nullable LockListener listener) throws IOException {
        LockUri place = LockUri.parse(Objects.requireNonNull(uri, "uri"));
        if (!place.scheme().equals(Servers.FILE)) {
            return over(Servers.connect(place), place.toString(), listener);
        }
        FileLocker.Builder locker = FileLocker.builder();
        return in(Servers.directory(uri, place), (listener == null ? locker : locker.listener(listener)).build());
    }

    private static NamedLocks over(LockServer server, String place, @Nullable LockListener listener) {
        return ServerStore.over(
                server, place, Settings.ofProperties(), listener == null ? null : new ListenerObserver(listener));
    }

    /**
     * Takes over a connection to a lock server that was made otherwise than by a URI.
     *
     * @param server is closed with the locks
     * @return the locks; close it to release what is held, and to leave the server
     */
    static NamedLocks on(LockServer server) {
        return over(server, server.name(), null);
    }

    /**
     * Takes over a connection to a lock server, and tells a listener what happens to its locks.
     *
     * @param server is closed with the locks
     * @param listener called as {@link LockListener} says
     * @return the locks; close it to release what is held, and to leave the server
     */
    static NamedLocks on(LockServer server, LockListener listener) {
        return over(server, server.name(), Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Locks a name, waiting until the lock is acquired.
     *
     * @param name what to lock
     * @param mode shared or exclusive
     * @return the acquired lock; close it to release it
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this thread already holds the name so that it would wait for itself, or this
     *     object is closed
     * @throws LockException if locking fails for a reason other than a conflicting lock, or this object is closed meanwhile
     */
    HeldNamedLock lock(String name, LockMode mode) throws IOException, InterruptedException;

    /**
     * Locks a name, waiting until a timeout; zero or less makes exactly one attempt.
     *
     * @param name what to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most
     * @return the acquired lock; close it to release it
     * @throws LockTimeoutException if a conflicting lock was held until then
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this object is closed
     * @throws LockException if locking fails for a reason other than a conflicting lock, or this object is closed meanwhile
     */
    HeldNamedLock lock(String name, LockMode mode, Duration timeout) throws IOException, InterruptedException;

    /**
     * Makes one attempt to lock a name, whatever the interrupt status; null if a conflicting lock is held.
     *
     * @param name what to lock
     * @param mode shared or exclusive
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws IllegalStateException if this object is closed
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    @Nullable
    HeldNamedLock tryLock(String name, LockMode mode) throws IOException;

    /**
     * Locks a name, waiting until a timeout; null if a conflicting lock was held until then.
     *
     * @param name what to lock
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most; zero or less makes exactly one attempt
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this object is closed
     * @throws LockException if locking fails for a reason other than a conflicting lock, or this object is closed meanwhile
     */
    @Nullable
    HeldNamedLock tryLock(String name, LockMode mode, Duration timeout) throws IOException, InterruptedException;

    /**
     * Locks a name without blocking a thread, as {@link FileLocker#lockAsync(Path, LockMode)} does.
     *
     * <p><strong>Dependents of the future cannot withdraw the wait, and neither can {@code get} with a timeout.</strong>
     *
     * @param name what to lock
     * @param mode shared or exclusive
     * @return the lock to come
     * @throws IllegalStateException if this object is closed
     */
    CompletableFuture<HeldNamedLock> lockAsync(String name, LockMode mode);

    /**
     * Locks a name without blocking a thread, until a timeout.
     *
     * @param name what to lock
     * @param mode shared or exclusive
     * @param timeout after which the future fails with a {@link LockTimeoutException}
     * @return the lock to come
     * @throws IllegalStateException if this object is closed
     */
    CompletableFuture<HeldNamedLock> lockAsync(String name, LockMode mode, Duration timeout);

    /**
     * {@return the locks on a name as a reentrant lock of {@code java.util.concurrent}}
     *
     * @param name what to lock
     * @throws IllegalStateException if this object is closed
     * @see FileLocker#readWriteLock(Path)
     */
    LockPair readWriteLock(String name);

    /**
     * Locks several names, all or none, waiting until all locks are acquired.
     *
     * <p>Callers need not agree on an order, and cannot wait for each other in a circle.
     *
     * @param names what to lock, and how
     * @return the acquired locks; close it to release them all
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException as {@link #lock(String, LockMode)} does
     * @throws LockException if locking fails for a reason other than a conflicting lock; nothing is held then
     * @see FileLocker#lockAll(Map)
     */
    HeldLocks lockAll(Map<String, LockMode> names) throws IOException, InterruptedException;

    /**
     * Locks several names, all or none, waiting until a timeout; zero or less makes exactly one attempt.
     *
     * @param names what to lock, and how
     * @param timeout how long to wait at the most, for all of them together
     * @return the acquired locks; close it to release them all
     * @throws LockTimeoutException if not all could be acquired by then
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws LockException if locking fails for a reason other than a conflicting lock; nothing is held then
     */
    HeldLocks lockAll(Map<String, LockMode> names, Duration timeout) throws IOException, InterruptedException;

    /**
     * Makes one attempt to lock several names, whatever the interrupt status; null if one of them is held.
     *
     * @param names what to lock, and how
     * @return the acquired locks; null if not all could be acquired, and nothing is held
     * @throws LockException if locking fails for a reason other than a conflicting lock; nothing is held then
     */
    @Nullable
    HeldLocks tryLockAll(Map<String, LockMode> names) throws IOException;

    /**
     * Locks several names, all or none, waiting until a timeout; null if not all could be acquired by then.
     *
     * @param names what to lock, and how
     * @param timeout how long to wait at the most, for all of them together; zero or less makes exactly one attempt
     * @return the acquired locks; null if not all could be acquired, and nothing is held
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws LockException if locking fails for a reason other than a conflicting lock; nothing is held then
     */
    @Nullable
    HeldLocks tryLockAll(Map<String, LockMode> names, Duration timeout) throws IOException, InterruptedException;

    /**
     * {@return the processes that hold a lock on a name now; for messages and diagnoses, not for decisions}
     *
     * @param name what is locked
     * @see Portalocker#holders(Path)
     */
    List<LockHolder> holders(String name);

    /**
     * {@return the processes that wait for a lock on a name now; for messages and diagnoses, not for decisions}
     *
     * <p>Those that ask again and again are missing, and so are all but one of the threads of a process.
     *
     * @param name what is waited for
     * @see Portalocker#waiters(Path)
     */
    List<LockHolder> waiters(String name);

    /**
     * Deletes the files of names that are not locked, and answers how many; only a directory with very many names needs it.
     *
     * <p>Safe beside all programs that lock through this class, or by path with this library: they find out that a file was
     * deleted, and go on with a new one. Programs that lock the files in other ways must look themselves whether the file is still
     * there after they have locked it. An attempt that meets the purge of its name may answer that it is held.
     *
     * @return how many files were deleted
     * @throws UnsupportedOperationException on Windows and on network file systems, where that is not proven to be safe
     * @throws IllegalStateException if this object is closed
     * @throws IOException if the directory cannot be read or a file cannot be deleted
     */
    long purge() throws IOException;

    /**
     * Releases what is held through this object; a second call does nothing.
     *
     * <p>Threads that wait for a lock through this object get a {@link LockException}.
     *
     * @throws LockException if the operating system refuses to unlock
     */
    @Override
    void close() throws IOException;
}
