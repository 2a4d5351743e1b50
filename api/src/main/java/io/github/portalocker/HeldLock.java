package io.github.portalocker;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A lock that is held: there is no such object for a lock that is not.
 *
 * <p>It is held until {@link #close()}, until its {@link LockFile} is closed, or until the process ends, however that
 * happens. It is not tied to the thread that acquired it: any thread may close it. All methods are thread-safe.
 *
 * @since 0.1.0
 */
public interface HeldLock extends Closeable {

    /** {@return the mode in which the lock is held} */
    LockMode mode();

    /** {@return the bytes that are locked: {@link LockRange#WHOLE_FILE} unless a range was asked for} */
    LockRange range();

    /** {@return the file that was locked; empty when the caller gave an open channel, whose path is not known} */
    Optional<Path> path();

    /** {@return the name of the backend that holds the lock} */
    String backend();

    /**
     * {@return whether this hold still excludes others from the file that its path names}
     *
     * <p>False once it was closed, and when the lock file was deleted, renamed or replaced meanwhile: others lock another
     * file then. For a lock on a channel that the caller opened there is no path to look at: false once the channel is closed,
     * true while it is open, whatever became of the file's names. False also when the server of a network file system is known to have dropped the lock, which backends that
     * call the operating system themselves find out so: on NFS 4.2 always; on older NFS only once another process holds the lock; on
     * SMB only then, and only if the file is not empty. So true is a promise for this moment at best: protect data by
     * reading and writing it through {@link #channel()}, where NFS 4 fails after a loss. Does not block, except for the file
     * system itself.
     *
     * @throws IOException if the file cannot be looked at
     */
    boolean isValid() throws IOException;

    /**
     * {@return a channel that reads and writes the locked file, through the descriptor that carries the lock if it can}
     *
     * <p>Where a lock needs no right to write (flock), an existing file is opened only for reading until this is called: a file that
     * is open for writing cannot be executed. If this process may not write the file, or it is a program that runs now, the channel
     * can only read, and {@code write} throws {@link java.nio.channels.NonWritableChannelException}.
     *
     * <p>This works where locks are mandatory (Windows) and a second descriptor is refused. Positions are the channel's
     * own; closing the channel does not release the lock. After the release it throws
     * {@link java.nio.channels.ClosedChannelException}. For a lock on a channel that the caller opened, that channel
     * itself.
     *
     * @throws IllegalStateException if this lock was released
     * @throws IOException if the file cannot be reached through a channel
     */
    FileChannel channel() throws IOException;

    /**
     * Releases the lock; a second call does nothing.
     *
     * @throws LockException if the operating system refuses to unlock: the lock counts as still held, and closing again
     *     tries again
     */
    @Override
    void close() throws IOException;
}
