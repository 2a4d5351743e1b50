package io.github.portalocker;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A file that stays open to be locked and unlocked many times: the fast way to lock the same file again and again.
 *
 * <p>Thread-safe. The open file carries one lock of the operating system at a time: shared holds of several threads on it
 * are counted, an exclusive hold keeps the other threads of this JVM out just as it does other processes. It locks the
 * file that it opened, as {@code flock} and {@code FileChannel} do; when that file may be replaced by another one under the
 * same name, ask {@link HeldLock#isValid()} or build the locker with
 * {@link FileLocker.Builder#detectReplacement(boolean)}.
 *
 * <p>There is no upgrade from shared to exclusive: a thread that waits without a deadline for a file that it holds itself
 * gets an {@link IllegalStateException} at once. Release the shared lock first.
 *
 * @since 0.1.0
 */
public interface LockFile extends Closeable {

    /**
     * Waits until the lock is acquired.
     *
     * @param mode shared or exclusive
     * @return the hold; closing it gives the lock back
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this thread already holds the file in a way that it would wait for itself, or if
     *     this object is closed
     * @throws LockException if anything but contention is in the way, or the file is closed meanwhile
     */
    HeldLock lock(LockMode mode) throws IOException, InterruptedException;

    /**
     * Waits for the lock until a timeout; zero or less makes exactly one attempt.
     *
     * @param mode shared or exclusive
     * @param timeout how long to wait at the most
     * @return the hold; closing it gives the lock back
     * @throws LockTimeoutException if others held the lock until then
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this object is closed
     * @throws LockException if anything but contention is in the way, or the file is closed meanwhile
     */
    HeldLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException;

    /**
     * Makes one attempt, whatever the thread's interrupt status; empty if others hold the lock.
     *
     * <p>Also empty while another thread waits for an exclusive lock through this very object.
     *
     * @param mode shared or exclusive
     * @return the hold, if there is one
     * @throws IllegalStateException if this object is closed
     * @throws LockException if anything but contention is in the way
     */
    Optional<HeldLock> tryLock(LockMode mode) throws IOException;

    /**
     * Waits until a range of bytes is locked.
     *
     * <p>Ranges that have no byte in common do not exclude each other, neither between processes nor in this JVM; a lock on the
     * whole file overlaps every range. Each range that is in use takes a descriptor of its own.
     *
     * @param mode shared or exclusive
     * @param range the bytes
     * @return the hold; closing it gives the lock back
     * @throws UnsupportedOperationException if the backend locks whole files only, or the caller gave an open channel; the
     *     message names what can be used instead
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this thread already holds such bytes in a way that it would wait for itself, or if
     *     this object is closed
     * @throws LockException if anything but contention is in the way, or the file is closed meanwhile
     */
    HeldLock lock(LockMode mode, LockRange range) throws IOException, InterruptedException;

    /**
     * Waits for a range of bytes until a timeout; zero or less makes exactly one attempt.
     *
     * @param mode shared or exclusive
     * @param range the bytes
     * @param timeout how long to wait at the most
     * @return the hold; closing it gives the lock back
     * @throws LockTimeoutException if others held such bytes until then
     * @throws UnsupportedOperationException as {@link #lock(LockMode, LockRange)} does
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is held then
     * @throws IllegalStateException if this object is closed
     * @throws LockException if anything but contention is in the way, or the file is closed meanwhile
     */
    HeldLock lock(LockMode mode, LockRange range, Duration timeout) throws IOException, InterruptedException;

    /**
     * Makes one attempt to lock a range of bytes, whatever the thread's interrupt status; empty if others hold such bytes.
     *
     * @param mode shared or exclusive
     * @param range the bytes
     * @return the hold, if there is one
     * @throws UnsupportedOperationException as {@link #lock(LockMode, LockRange)} does
     * @throws IllegalStateException if this object is closed
     * @throws LockException if anything but contention is in the way
     */
    Optional<HeldLock> tryLock(LockMode mode, LockRange range) throws IOException;

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
