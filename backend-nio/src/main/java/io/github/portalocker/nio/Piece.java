package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.LockRange;

/**
 * One lock of the JDK, and the channels of those who rely on it.
 *
 * <p>The JDK refuses a second lock on the same bytes in a JVM even if both are shared, and through whatever channels. So holders
 * of overlapping shared ranges share pieces, each of which stays locked as a whole until its last holder goes.
 */
final class Piece {
    final LockRange range;
    final LockChannel channel;
    private final FileLock lock;
    private final List<LockChannel> holders = new ArrayList<>(1); // guarded by the monitor of the file's locks
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

    void addHolder(LockChannel holder) {
        holders.add(holder);
    }

    /** One holder less, after the last of whom there is no lock. A failure leaves all as it was. */
    void removeHolder(LockChannel holder) throws IOException {
        if (holders.size() == 1 && holders.contains(holder) && !lost) {
            ChannelLock.release(lock);
        }
        holders.remove(holder);
    }

    /** Closing a channel releases what is held through it. */
    void removeClosedHolders() throws IOException {
        for (LockChannel holder : List.copyOf(holders)) {
            if (!holder.isOpen()) {
                removeHolder(holder);
            }
        }
    }

    boolean hasHolders() {
        return !holders.isEmpty();
    }

    /** To Java it is still a lock, which would be in the way of a new one. */
    void lose() throws IOException {
        lost = true;
        ChannelLock.release(lock);
    }
}
