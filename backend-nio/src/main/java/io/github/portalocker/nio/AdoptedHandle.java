package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.LockHandle;
import org.jspecify.annotations.Nullable;

/** A channel that the caller opened. */
final class AdoptedHandle implements LockHandle {
    private final FileChannel channel;
    private @Nullable FileLock lock;

    AdoptedHandle(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public boolean tryLock(LockMode mode) throws IOException {
        lock = ChannelLock.tryLock(channel, LockRange.WHOLE_FILE, mode, null);
        return lock != null;
    }

    @Override
    public void unlock() throws IOException {
        if (lock != null && channel.isOpen()) { // otherwise closing the channel has released it
            lock.release();
        }
        lock = null;
    }

    /** Which file it is cannot be found out from a channel: such a lock queues with nothing else. */
    @Override
    public Object identity() {
        return channel;
    }

    @Override
    public boolean namesSameFile() {
        return channel.isOpen();
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        // the channel is the caller's
    }
}
