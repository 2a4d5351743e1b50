package io.github.portalocker;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A file that stays open to be locked and unlocked many times: the fast way to lock the same file again and again.
 *
 * <pre>{@code
 * try (LockFile file = Portalocker.open(path)) {
 *     for (int i = 0; i < 1000; i++) {
 *         try (HeldLock lock = file.lock(LockMode.EXCLUSIVE)) {
 *             ... // the file is locked here
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe. The open file carries one lock of the operating system at a time: shared locks of several threads on it
 * are counted, an exclusive lock keeps the other threads of this JVM out just as it does other processes. It locks the
 * file that it opened, as {@code flock} and {@code FileChannel} do; when that file may be replaced by another one under the
 * same name, ask {@link HeldLock#isValid()} or build the locker with
 * {@link FileLocker.Builder#reopenIfReplaced(boolean)}.
 *
 * <p>There is no upgrade from shared to exclusive: a thread that waits without a deadline for a file that it holds itself
 * gets an {@link IllegalStateException} at once. Release the shared lock first.
 *
 * <p>Not to be implemented by users: methods may be added.
 *
 * @since 0.1.0
 */
public interface LockFile extends Closeable {

    /**
     * Waits until the lock is acquired.
     *
     * @param mode shared or exclusive
     * @return the acquired lock; close it to release it
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this thread already holds the file so that it would wait for itself, or if
     *     this object is closed
     * @throws LockException if locking fails for a reason other than a conflicting lock, or this object is closed meanwhile
     */
    HeldFileLock lock(LockMode mode) throws IOException, InterruptedException;

    /**
     * Waits for the lock until a timeout; zero or less makes exactly one attempt.
     *
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most
     * @return the acquired lock; close it to release it
     * @throws LockTimeoutException if a conflicting lock was held until then
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this object is closed
     * @throws LockException if locking fails for a reason other than a conflicting lock, or this object is closed meanwhile
     */
    HeldFileLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException;

    /**
     * Makes one attempt, whatever the thread's interrupt status; null if a conflicting lock is held.
     *
     * <p>Also null while another thread waits for an exclusive lock through this very object.
     *
     * @param mode shared or exclusive
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws IllegalStateException if this object is closed
     * @throws LockException if locking fails for a reason other than a conflicting lock
     */
    @Nullable
    HeldFileLock tryLock(LockMode mode) throws IOException;

    /**
     * Waits for the lock until a timeout; null if a conflicting lock was held until then.
     *
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most; zero or less makes exactly one attempt
     * @return the acquired lock, which fits into try-with-resources; null if there is none
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this object is closed
     * @throws LockException if locking fails for a reason other than a conflicting lock, or this object is closed meanwhile
     */
    @Nullable
    HeldFileLock tryLock(LockMode mode, Duration timeout) throws IOException, InterruptedException;

    /**
     * Acquires the lock without blocking a thread, as {@link FileLocker#lockAsync(Path, LockMode)} does.
     *
     * <p>Where this object is closed meanwhile, the future fails with a {@link LockException}.
     *
     * @param mode shared or exclusive
     * @return the lock to come
     * @throws IllegalStateException if this object is closed
     */
    CompletableFuture<HeldFileLock> lockAsync(LockMode mode);

    /**
     * Acquires the lock without blocking a thread, until a timeout.
     *
     * @param mode shared or exclusive
     * @param timeout after which the future fails with a {@link LockTimeoutException}
     * @return the lock to come
     * @throws IllegalStateException if this object is closed
     * @see FileLocker#lockAsync(Path, LockMode, Duration)
     */
    CompletableFuture<HeldFileLock> lockAsync(LockMode mode, Duration timeout);

    /**
     * {@return a view of this file whose locks cover these bytes only}
     *
     * <p>Ranges that have no byte in common do not exclude each other, neither between processes nor in this JVM; a lock on the
     * whole file overlaps every range. Each range that is in use takes a descriptor of its own. Closing the view releases
     * what is held through it and leaves this object open; closing this object closes the view. The bytes count from the
     * start of the file, also where this is a view itself.
     *
     * <pre>{@code
     * try (LockFile file = Portalocker.open(path);
     *         LockFile header = file.range(new LockRange(0, 64));
     *         HeldLock lock = header.lock(LockMode.EXCLUSIVE)) {
     *     ... // bytes 0 to 63 are locked here
     * }
     * }</pre>
     *
     * @param range the bytes
     * @throws UnsupportedOperationException if the backend locks whole files only; the message names what can be used
     *     instead. Where the caller gave an open channel, locking the view throws it
     * @throws IllegalStateException if this object is closed
     */
    LockFile range(LockRange range);

    /** {@return the bytes that locks through this object cover: {@link LockRange#WHOLE_FILE}, except for a view} */
    LockRange range();

    /** {@return the file; empty when the caller gave an open channel} */
    Optional<Path> path();

    /** {@return the name of the backend that locks this file} */
    String backend();

    /**
     * Releases what is held through this object and closes the file; a second call does nothing.
     *
     * <p>Threads that wait for a lock through this object get a {@link LockException}. A channel that the caller opened
     * stays open.
     */
    @Override
    void close() throws IOException;
}
