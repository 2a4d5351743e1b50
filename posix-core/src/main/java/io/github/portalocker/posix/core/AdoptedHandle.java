package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * A file that the caller has open: its descriptor is borrowed for each call.
 *
 * <p>The number of a closed descriptor is given to the next file that is opened, so before each use the channel must still
 * be open and the descriptor must still be that file. A caller who closes the channel at the very moment of a call can
 * still fool it, as with any use of a descriptor.
 */
final class AdoptedHandle extends PosixHandle {
    private final FileChannel channel;
    private final int descriptor;

    private AdoptedHandle(PosixSystem system, FileChannel channel, int descriptor, FileStatus status) {
        super(system, status, LockRange.WHOLE_FILE);
        this.channel = channel;
        this.descriptor = descriptor;
    }

    static AdoptedHandle adopt(PosixSystem system, FileChannel channel, int descriptor) throws IOException {
        FileStatus status = system.statuses().ofDescriptor(descriptor, null);
        AdoptedHandle handle = new AdoptedHandle(system, channel, descriptor, status);
        handle.requireSuitableFileSystem();
        return handle;
    }

    @Override
    @Nullable
    Path path() {
        return null;
    }

    @Override
    int descriptor() {
        return descriptor;
    }

    @Override
    LockFileOpener.Opened reopen() throws IOException {
        return LockFileOpener.of(system).reopen(descriptor, status);
    }

    /** Unknown: asking the kernel is not worth it for the wording of one message. */
    @Override
    boolean isReadWrite() {
        return false;
    }

    @Override
    public boolean tryLock(LockMode mode) throws IOException {
        requireUsable();
        return super.tryLock(mode);
    }

    /** Nothing wakes a thread that waits in the kernel when the caller closes the channel, so it looks now and then. */
    @Override
    long longestWaitNanos() {
        return TimeUnit.MILLISECONDS.toNanos(250);
    }

    @Override
    void requireUsable() throws IOException {
        if (!namesSameFile()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void unlock() throws IOException {
        if (namesSameFile()) { // otherwise closing the channel has released the lock
            super.unlock();
        }
    }

    @Override
    public boolean namesSameFile() throws IOException {
        return channel.isOpen()
                && system.statuses().ofDescriptor(descriptor, null).isSameFileAs(status);
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
