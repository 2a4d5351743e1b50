package io.github.portalocker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A lock on a file that is held; close it to release the lock.
 *
 * <p>Not to be implemented by users: methods may be added.
 *
 * @since 0.1.0
 */
public interface HeldFileLock extends HeldLock {

    /** {@return the file that was locked; empty when the caller gave an open channel, whose path is not known} */
    Optional<Path> path();

    /** {@return the bytes that are locked: {@link LockRange#WHOLE_FILE} unless a range was asked for} */
    LockRange range();

    /**
     * {@return whether this lock excludes others from the file that its path names, as far as that is known without asking a
     * server}
     *
     * <p>False once it was closed, and when the lock file was deleted, renamed or replaced meanwhile: others lock another
     * file then. For a lock on a channel that the caller opened there is no path to look at: false once the channel is closed,
     * true while it is open. False also once the server of a network file system is known to have dropped the lock;
     * {@link #ensureValid()} asks it. False if the file cannot be looked at. Never throws.
     */
    @Override
    boolean isValid();

    /**
     * Checks that this lock excludes others from the file that its path names, and asks the server of a network file system.
     *
     * <p>Backends that call the operating system themselves can tell that a server has dropped the lock: on NFS 4.2
     * always; on older NFS only once another process holds the lock; on SMB only then, and only if the file is not empty. So no
     * exception is a promise for this moment at best: protect data by reading and writing it through {@link #channel()},
     * where NFS 4 fails after a loss.
     *
     * @throws LockLostException if this lock was closed or lost, or its file was replaced
     * @throws LockException if that cannot be found out
     */
    @Override
    void ensureValid() throws LockException;

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
}
