package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.BorrowedDescriptor;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/**
 * A file that the caller has open: its descriptor is borrowed for each call, during which the channel cannot be closed.
 *
 * <p>On network file systems a call, and so a {@code close()} of the channel beside it, can take until the server answers. To
 * call on a duplicate of the descriptor instead would be worse: closing that drops the record locks of this process.
 */
final class AdoptedHandle extends PosixHandle {
    private final BorrowedDescriptor borrowed;

    private AdoptedHandle(PosixSystem system, BorrowedDescriptor borrowed, FileStatus.Identity file) {
        super(system, file, LockRange.WHOLE_FILE);
        this.borrowed = borrowed;
    }

    static AdoptedHandle adopt(PosixSystem system, BorrowedDescriptor borrowed) throws IOException {
        AdoptedHandle handle = borrowed.ifOpen(number -> {
            FileStatus status = system.statuses().ofDescriptor((int) number, null);
            AdoptedHandle adopted = new AdoptedHandle(system, borrowed, status.identity());
            adopted.requireSuitableFileSystem((int) number);
            return adopted;
        });
        return requireOpen(handle);
    }

    private static <T> T requireOpen(@Nullable T answer) throws ClosedChannelException {
        if (answer == null) {
            throw new ClosedChannelException();
        }
        return answer;
    }

    @Override
    @Nullable
    Path path() {
        return null;
    }

    @Override
    int descriptor() {
        throw new AssertionError("the number may only be used while the channel cannot be closed");
    }

    @Override
    public Object descriptorIdentity() {
        return borrowed.descriptor();
    }

    @Override
    LockFileOpener.Opened reopen(int descriptor) throws IOException {
        return LockFileOpener.of(system).reopen(descriptor, file);
    }

    /** Asked of the kernel, for the wording of an error only; a descriptor that is lost lacks nothing but itself. */
    @Override
    boolean lacksAccess(LockMode mode) {
        int needed = mode == LockMode.EXCLUSIVE ? PosixPlatform.READ_ONLY : PosixPlatform.WRITE_ONLY;
        try {
            return Boolean.TRUE.equals(borrowed.ifOpen(number -> {
                int flags = system.libc().fcntl((int) number, PosixPlatform.GET_FLAGS, new byte[Libc.FLOCK_SIZE]);
                return flags >= 0 && (flags & PosixPlatform.ACCESS_MODE) == needed;
            }));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    boolean isWritingRefused() {
        return lacksAccess(LockMode.EXCLUSIVE);
    }

    @Override
    boolean lock(LockMode mode) throws IOException {
        return requireOpen(borrowed.ifOpen(number -> lock((int) number, mode)));
    }

    /** No thread waits in the kernel on a descriptor that its owner may close. */
    @Override
    public @Nullable PendingWait newWait(LockMode mode) {
        return null;
    }

    /** Where the channel is closed, that has released the lock. */
    @Override
    public void release() throws IOException {
        borrowed.ifOpen(number -> {
            unlock((int) number);
            return true;
        });
    }

    @Override
    public boolean isStillHeld() throws IOException {
        return Boolean.TRUE.equals(borrowed.ifOpen(number -> isStillHeld((int) number)));
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
