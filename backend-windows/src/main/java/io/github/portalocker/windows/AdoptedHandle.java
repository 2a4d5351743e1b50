package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * A file that the caller has open: its handle is borrowed for each call.
 *
 * <p>The number of a closed handle is given out again, so before each use the channel must still be open and the handle must
 * still be that file. A caller who closes the channel at the very moment of a call can still fool it.
 */
final class AdoptedHandle extends WindowsHandle {
    private final FileChannel channel;
    private final long handle;
    private final FileStatus.Identity identity;

    private AdoptedHandle(WindowsSystem system, FileChannel channel, long handle, FileStatus.Identity identity) {
        super(system, LockRange.WHOLE_FILE);
        this.channel = channel;
        this.handle = handle;
        this.identity = identity;
    }

    static AdoptedHandle adopt(WindowsSystem system, FileChannel channel, long handle) throws IOException {
        if (!channel.isOpen() || handle == -1) {
            throw new ClosedChannelException();
        }
        if (system.kernel32().fileType(handle) != Kernel32.TYPE_DISK) {
            throw new UnsupportedOperationException("the channel is on a device or a pipe, which cannot be locked");
        }
        FileStatus status = FileStatus.ofHandle(system, handle, null);
        return new AdoptedHandle(system, channel, handle, status.identity());
    }

    @Override
    @Nullable
    Path path() {
        return null;
    }

    @Override
    public boolean tryLock(LockMode mode) throws IOException {
        if (!namesSameFile()) {
            throw new ClosedChannelException();
        }
        return tryLock(handle, mode);
    }

    @Override
    public void unlock() throws IOException {
        if (namesSameFile()) { // otherwise closing the channel has released the lock
            unlock(handle);
        }
    }

    @Override
    public Object identity() {
        return identity;
    }

    @Override
    public boolean namesSameFile() throws IOException {
        return channel.isOpen()
                && FileStatus.ofHandle(system, handle, null).identity().equals(identity);
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
