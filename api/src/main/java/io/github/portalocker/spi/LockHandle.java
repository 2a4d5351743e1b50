package io.github.portalocker.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;

import io.github.portalocker.Capability;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * One open file of a backend, which carries at most one lock.
 *
 * <p>The core calls {@link #tryLock}, {@link #newWait}, {@link #unlock} and {@link #close} of one handle from one thread at a
 * time, not while a wait is running, and never asks for a lock that the handle already has. {@link #channel()} may be used beside them.
 *
 * @since 0.1.0
 */
public interface LockHandle extends Closeable {

    /**
     * Tries to lock the file, or the range that the handle is for, without waiting for other holders.
     *
     * <p>What keeps others from even opening the file for a time (a lease, a share mode) is contention too: then
     * {@link LockBackend#open} gives a handle without an open file, and each attempt begins with another one to open it.
     *
     * @param mode shared or exclusive
     * @return false if a conflicting lock is held
     * @throws io.github.portalocker.LockException if anything but contention is in the way
     */
    boolean tryLock(LockMode mode) throws IOException;

    /**
     * {@return whether {@link #tryLock} may take longer than a caller wants to wait, though it does not wait for other holders}
     *
     * <p>A server that has just started answers after its grace period, and one that is down does not answer at all. Where
     * this is true, the core calls {@link #tryLock} on a thread of its own for callers who have a deadline or can be
     * interrupted; its answer is the same for the life of the handle.
     */
    default boolean mayBlock() {
        return false;
    }

    /**
     * Prepares a wait for the lock in the kernel; null if this file cannot be waited for there now, so that the core polls.
     *
     * <p>Only asked of backends that declare {@link Capability#KERNEL_WAIT}.
     *
     * @param mode shared or exclusive
     * @return the wait, not yet begun
     */
    default @Nullable KernelWait newWait(LockMode mode) {
        return null;
    }

    /**
     * Gives the lock back; when this fails, the lock counts as still held.
     *
     * @throws io.github.portalocker.LockException if the operating system refuses
     */
    void unlock() throws IOException;

    /**
     * {@return what identifies the open file, equal for all handles of one backend on the same file in this JVM}
     *
     * <p>Device and inode on POSIX, volume and file id on Windows: names do not identify a file. A backend that cannot see
     * which file an adopted channel is on answers with the channel itself at first, and once it has found out, with the
     * answer of other handles on that file.
     */
    Object identity();

    /**
     * {@return what is equal for handles that adopted channels of one and the same descriptor, which carries one lock for all}
     *
     * <p>Only asked of adopted channels; each channel is taken to have a descriptor of its own unless the backend says more.
     */
    default Object descriptorIdentity() {
        return this;
    }

    /**
     * {@return whether the path that was opened still names this very file; for an adopted channel, whether it is still open}
     *
     * <p>True for a handle that could not open its file yet, because others keep it from being opened.
     *
     * @throws io.github.portalocker.LockException if this cannot be found out
     */
    boolean namesSameFile() throws IOException;

    /**
     * Whether a lock of this mode that was taken is still there, as far as that can be found out without touching it.
     *
     * <p>Servers of network file systems can lose locks without telling their holders. Called beside the other
     * methods, while the handle is open; may wait for the server.
     *
     * @param mode in which the lock was taken
     * @return false if it is known that the lock was lost
     * @throws io.github.portalocker.LockException if the server cannot be asked
     */
    default boolean isStillLocked(LockMode mode) throws IOException {
        return true;
    }

    /**
     * {@return whether the lock that the handle was given last is known to be lost, without asking a server now}
     *
     * <p>The core looks before it hands a lock over to another thread and before it lets a thread share one: a lost lock excludes
     * nothing. Once true, it stays so until the handle is given another lock; the core gives it none, but for an adopted channel, and
     * opens the file again instead. Called from any thread, while the handle is open, or just after its close, when
     * any answer will do; costs no more than reading a volatile field.
     */
    default boolean isKnownLost() {
        return false;
    }

    /**
     * {@return a new channel that reads and writes through the descriptor that carries the lock, or an adopted channel itself}
     *
     * <p>Closing a new one leaves the handle open, and waits for its reads and writes under way; the core closes it before
     * it closes the handle. {@link PositionalFileChannel} helps to write one.
     *
     * @throws IOException if the file cannot be reached through a channel
     */
    FileChannel channel() throws IOException;

    /**
     * Opens this very file once more, whatever its path names now, for locks on a range of its bytes.
     *
     * <p>Locks of two handles conflict exactly if their ranges overlap and one of them is exclusive, also within this JVM. Only
     * asked of backends that declare {@link Capability#BYTE_RANGES}, not of handles for a range or of adopted channels, and
     * while other threads use this handle.
     *
     * @param range the bytes to lock
     * @return a handle for the range
     * @throws io.github.portalocker.LockException if the file cannot be opened again
     */
    default LockHandle openRange(LockRange range) throws IOException {
        throw new UnsupportedOperationException("this backend locks whole files only");
    }

    /** Closes the file, if the backend opened it; the core has given the lock back before. */
    @Override
    void close() throws IOException;
}
