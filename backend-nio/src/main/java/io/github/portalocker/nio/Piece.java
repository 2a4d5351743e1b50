package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.FileLock;

import io.github.portalocker.LockRange;

/**
 * One lock of the JDK, and how many holders rely on it.
 *
 * <p>The JDK refuses a second lock on the same bytes in a JVM even if both are shared, and through whatever channels. So holders
 * of overlapping shared ranges share pieces, each of which stays locked as a whole until its last holder goes.
 */
final class Piece {
    final LockRange range;
    final LockChannel channel;
    private final FileLock lock;
    int holders; // guarded by the monitor of the file's locks
    private boolean lost; // guarded by it, too

    Piece(LockRange range, LockChannel channel, FileLock lock) {
        this.range = range;
        this.channel = channel;
        this.lock = lock;
    }

    boolean isShared() {
        return lock.isShared();
    }

    boolean isLocked() {
        return !lost && lock.isValid();
    }

    /** To Java it is still a lock, which would be in the way of a new one. */
    void lose() throws IOException {
        lost = true;
        ChannelLock.release(lock);
    }

    void unlock() throws IOException {
        if (!lost) {
            ChannelLock.release(lock);
        }
    }
}
