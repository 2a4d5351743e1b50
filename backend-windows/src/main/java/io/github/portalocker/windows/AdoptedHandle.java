package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.BorrowedDescriptor;
import org.jspecify.annotations.Nullable;

/** A file that the caller has open: its handle is borrowed for each call, during which the channel cannot be closed. */
final class AdoptedHandle extends WindowsHandle {
    private final BorrowedDescriptor borrowed;
    private final FileStatus.Identity identity;

    private AdoptedHandle(WindowsSystem system, BorrowedDescriptor borrowed, FileStatus.Identity identity) {
        super(system, LockRange.WHOLE_FILE);
        this.borrowed = borrowed;
        this.identity = identity;
    }

    static AdoptedHandle adopt(WindowsSystem system, BorrowedDescriptor borrowed) throws IOException {
        FileStatus.Identity identity = borrowed.ifOpen(handle -> {
            if (system.kernel32().fileType(handle) != Kernel32.TYPE_DISK) {
                throw new UnsupportedOperationException("the channel is on a device or a pipe, which cannot be locked");
            }
            return FileStatus.ofHandle(system, handle, null).identity();
        });
        if (identity == null) {
            throw new ClosedChannelException();
        }
        return new AdoptedHandle(system, borrowed, identity);
    }

    @Override
    @Nullable
    Path path() {
        return null;
    }

    @Override
    public Object descriptorIdentity() {
        return borrowed.descriptor();
    }

    @Override
    boolean lock(LockMode mode) throws IOException {
        Boolean locked = borrowed.ifOpen(handle -> lock(handle, mode));
        if (locked == null) {
            throw new ClosedChannelException();
        }
        return locked;
    }

    /** Where the channel is closed, that has released the lock. */
    @Override
    public void release() throws IOException {
        borrowed.ifOpen(handle -> {
            unlock(handle);
            return true;
        });
    }

    @Override
    public Object identity() {
        return identity;
    }

    /** An open channel stays on the file it was opened on. */
    @Override
    public boolean namesSameFile() {
        return borrowed.channel().isOpen();
    }

    @Override
    public FileChannel channel() {
        return borrowed.channel();
    }

    @Override
    public void close() {
        // the channel is the caller's
    }
}
