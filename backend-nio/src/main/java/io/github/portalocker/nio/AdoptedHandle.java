package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.List;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.Grant;
import org.jspecify.annotations.Nullable;

/** A channel that the caller opened. */
final class AdoptedHandle implements FileHandle, Grant {
    private final FileChannel channel;
    private final KnownChannel known;
    private volatile List<Piece> locked = List.of();

    AdoptedHandle(FileChannel channel) {
        this.channel = channel;
        this.known = new KnownChannel(new LockChannel.Interruptible(channel), channel);
    }

    @Override
    public @Nullable Grant tryLock(LockMode mode) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException(); // though another channel of the file might have a lock to share
        }
        boolean granted = CallersLocks.add(this, () -> {
            List<Piece> pieces = known.tryLock(LockRange.WHOLE_FILE, mode, null);
            if (pieces != null) {
                locked = pieces;
            }
            return pieces != null;
        });
        return granted ? this : null;
    }

    @Override
    public boolean isStillHeld() throws IOException {
        return known.areLocked(locked);
    }

    @Override
    public void release() throws IOException {
        known.unlock(locked);
        CallersLocks.remove(this);
    }

    /** Which file it is cannot be seen. It may turn out when another channel of this JVM has a lock on the same one. */
    @Override
    public Object identity() {
        return known.identity();
    }

    @Override
    public boolean namesSameFile() {
        return channel.isOpen();
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    /** The channel is the caller's, and stays open. */
    @Override
    public void close() throws IOException {
        known.forget();
    }
}
