package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Locale;

import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/** {@code FileChannel.tryLock} with its peculiar answers sorted out. */
final class ChannelLock {
    /**
     * From here on nothing is locked, so that {@link SameFile} can make a mark of these bytes. No file is so long, and those
     * who lock "the whole file" by other means lock all other bytes, too.
     */
    static final long MARKS = Long.MAX_VALUE - 2;

    private ChannelLock() {}

    /**
     * Null if another process holds a lock in the way; never blocks and, unlike {@code lock()}, minds no interrupt.
     *
     * @throws OverlappingFileLockException if this JVM has locked some of the bytes already, through whatever channel
     */
    static @Nullable FileLock tryLock(LockChannel channel, LockRange range, LockMode mode, @Nullable Path path)
            throws IOException {
        long position = Math.min(range.position(), MARKS - 1);
        long size = Math.min(range.end(), MARKS) - position;
        try {
            FileLock lock = channel.tryLock(position, size, mode == LockMode.SHARED);
            if (lock != null && !lock.isValid()) {
                throw new ClosedChannelException(); // closed meanwhile, which the JDK may take for a success
            }
            return lock;
        } catch (NonWritableChannelException e) {
            throw failure(path, "it is not open for writing, which an exclusive lock of this kind needs", e);
        } catch (NonReadableChannelException e) {
            throw failure(path, "it is not open for reading, which a shared lock of this kind needs", e);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            if (isSpuriousDeadlock(e)) {
                return null;
            }
            throw failure(path, "Java answered: " + e.getMessage(), e);
        }
    }

    /** Whether this JVM has locked bytes of the file, through whatever channel; if not, they are locked for a moment. */
    static boolean isLockedHere(LockChannel channel) {
        try {
            FileLock lock = tryLockAnyMode(channel, 0, Long.MAX_VALUE);
            if (lock != null) {
                release(lock);
            }
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            return false; // nothing can be locked
        }
    }

    /** Shared, unless the channel is open for writing only. */
    static @Nullable FileLock tryLockAnyMode(LockChannel channel, long position, long size) throws IOException {
        try {
            return channel.tryLock(position, size, true);
        } catch (NonReadableChannelException e) {
            return channel.tryLock(position, size, false);
        }
    }

    /** Releases one that may have ended with its channel already. */
    static void release(FileLock lock) throws IOException {
        try {
            lock.release();
        } catch (ClosedChannelException e) {
            return; // closing it has released the lock
        }
    }

    /** EDEADLK: the kernel sees processes, not threads, and takes two threads' waits for a circle. */
    private static boolean isSpuriousDeadlock(IOException e) {
        String message = e.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains("deadlock");
    }

    private static LockException failure(@Nullable Path path, String reason, Exception cause) {
        return new LockException(
                Failure.of(
                        "lock",
                        path,
                        NioBackend.NAME,
                        reason,
                        cause instanceof IOException
                                ? null
                                : "open it for reading and writing, or use a native backend"),
                cause);
    }
}
