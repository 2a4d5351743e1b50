package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
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
    private ChannelLock() {}

    /** Null if others hold a lock in the way; never blocks and, unlike {@code lock()}, minds no interrupt. */
    static @Nullable FileLock tryLock(FileChannel channel, LockRange range, LockMode mode, @Nullable Path path)
            throws IOException {
        try {
            return channel.tryLock(range.position(), range.length(), mode == LockMode.SHARED);
        } catch (OverlappingFileLockException e) {
            return null; // other code of this JVM holds it through a channel of its own
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
