package io.github.portalocker.spi;

import java.io.IOException;
import java.nio.channels.FileChannel;

import io.github.portalocker.Capability;
import io.github.portalocker.LockRange;

/**
 * One open file of a {@link LockBackend}, or a channel that it has adopted.
 *
 * <p>{@link #tryLock} locks the file, or the range that the handle is for. What keeps others from even opening the file for a
 * time (a lease, a share mode) is contention too: then {@link LockBackend#open} gives a handle without an open file, and each
 * attempt begins with another one to open it.
 *
 * <p>{@link #newWait} is only asked where the backend declares {@link Capability#KERNEL_WAIT}.
 *
 * @since 0.1.0
 */
public interface FileHandle extends LockHandle {

    /**
     * {@return what identifies the open file, equal for all handles of one backend on the same file in this JVM}
     *
     * <p>Device and inode on POSIX, volume and file id on Windows: names do not identify a file. A backend that cannot see
     * which file an adopted channel is on answers with the channel itself at first, and once it has found out, with the
     * answer of other handles on that file.
     */
    @Override
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
     * {@return a new channel that reads and writes through the descriptor that carries the lock, or an adopted channel itself}
     *
     * <p>Closing a new one leaves the handle open, and waits for its reads and writes under way; the core closes it before
     * it closes the handle. May be used beside the other methods. {@link PositionalFileChannel} helps to write one.
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
    default FileHandle openRange(LockRange range) throws IOException {
        throw new UnsupportedOperationException("this backend locks whole files only");
    }

    /** Closes the file, if the backend opened it; the core has released the lock before. */
    @Override
    void close() throws IOException;
}
