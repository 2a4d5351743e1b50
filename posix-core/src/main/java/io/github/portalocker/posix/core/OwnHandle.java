package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalInt;

import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.programs.Inheritable;
import io.github.portalocker.posix.core.LockFileOpener.Access;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/** A lock file that the backend opened. */
final class OwnHandle extends PosixHandle implements Inheritable {
    private final Path path;
    private volatile LockFileOpener.Opened opened;
    /** For the data, where the descriptor of the lock cannot write. */
    private LockFileOpener.@Nullable Opened data; // guarded by this

    private volatile boolean lockedOnSmb;
    private boolean sharedOnSmb;

    private OwnHandle(PosixSystem system, Path path, LockFileOpener.Opened opened, LockRange range) {
        super(system, opened.file(), range);
        this.path = path;
        this.opened = opened;
    }

    /** Null while others keep the file from being opened. */
    static @Nullable OwnHandle open(PosixSystem system, Path path, OpenOptions options, LockRange range)
            throws IOException {
        byte[] bytes = PathBytes.of(path);
        LockFileOpener.Opened opened = SmbFiles.any() ? keptOpen(system, path, bytes) : null;
        if (opened == null) {
            Access wanted = needsWriting(system, path, bytes) ? Access.READ_WRITE : Access.READ_ONLY;
            opened = LockFileOpener.of(system).open(path, bytes, options, wanted);
        }
        return opened == null ? null : suitable(new OwnHandle(system, path, opened, range));
    }

    private static boolean needsWriting(PosixSystem system, Path path, byte[] bytes) {
        return system.protocol().needsMatchingAccess()
                || (!system.remoteDevices().isEmpty() && isRemote(system, path, bytes));
    }

    private static boolean isRemote(PosixSystem system, Path path, byte[] bytes) {
        try {
            FileStatus now = system.statuses().ofPath(path, bytes);
            return now != null && system.remoteDevices().contains(now.device());
        } catch (IOException e) {
            return false; // open(2) fails as well, and that is what the caller wants to hear of
        }
    }

    private static OwnHandle suitable(OwnHandle handle) throws IOException {
        try {
            handle.requireSuitableFileSystem(handle.descriptor());
            // the first file of such a device; others are opened so at once
            if (handle.fileSystem().isRemote()
                    && handle.system.remoteDevices().add(handle.file.device())
                    && !handle.isReadWrite()) {
                handle.openForWriting();
            }
        } catch (IOException e) {
            handle.close();
            throw e;
        }
        return handle;
    }

    @Override
    int openForWriting() {
        LockFileOpener.Opened present = opened;
        try {
            opened = LockFileOpener.of(system).reopen(path, bytes(), present, Access.READ_WRITE);
        } catch (IOException e) {
            return e instanceof LockException refusal && refusal.nativeCode().isPresent()
                    ? -refusal.nativeCode().getAsInt()
                    : super.openForWriting();
        }
        closeDescriptor(present); // nothing is locked by it, and no wait uses it
        return 0;
    }

    @Override
    public OwnHandle openRange(LockRange part) throws IOException {
        return suitable(new OwnHandle(system, path, reopen(descriptor()), part));
    }

    @Override
    LockFileOpener.Opened reopen(int descriptor) throws IOException {
        return LockFileOpener.of(system).reopen(path, bytes(), opened);
    }

    private static LockFileOpener.@Nullable Opened keptOpen(PosixSystem system, Path path, byte[] bytes)
            throws IOException {
        FileStatus now = system.statuses().ofPath(path, bytes);
        return now == null ? null : SmbFiles.take(now.identity());
    }

    @Override
    boolean lock(LockMode mode) throws IOException {
        if (!fileSystem().isSmb()) {
            return super.lock(mode);
        }
        SmbFiles.enter(file);
        try {
            lockedOnSmb = super.lock(mode);
            sharedOnSmb = lockedOnSmb && mode == LockMode.SHARED && range.equals(LockRange.WHOLE_FILE);
            if (lockedOnSmb && !sharedOnSmb) {
                SmbFiles.countOwn(file, 1);
            }
        } finally {
            if (!lockedOnSmb) {
                SmbFiles.leave(file, system.libc(), system.platform());
            }
        }
        return lockedOnSmb;
    }

    /** Locks of others of this process lie in the range only if all are shared. */
    @Override
    void undoRefusal(int descriptor, LockMode mode) {
        if (mode == LockMode.EXCLUSIVE || SmbFiles.isOnlyAttempt(file)) {
            super.undoRefusal(descriptor, mode);
        }
    }

    @Override
    public void release() throws IOException {
        if (!sharedOnSmb || !releaseByClosing()) {
            super.release();
        }
        leaveSmb();
    }

    private boolean releaseByClosing() {
        LockFileOpener.Opened next;
        try {
            next = LockFileOpener.of(system).reopen(path, bytes(), opened);
        } catch (IOException e) {
            return false;
        }
        if (SmbFiles.release(opened)) {
            opened = next;
            return true;
        }
        SmbFiles.close(next, system.libc());
        return false;
    }

    private void leaveSmb() {
        if (lockedOnSmb) {
            lockedOnSmb = false;
            if (!sharedOnSmb) {
                SmbFiles.countOwn(file, -1);
            }
            SmbFiles.leave(file, system.libc(), system.platform());
        }
    }

    /** Not kept, because there may be many handles, and it is quick. */
    private byte[] bytes() {
        return PathBytes.of(path);
    }

    @Override
    Path path() {
        return path;
    }

    @Override
    int descriptor() {
        return opened.descriptor();
    }

    @Override
    public OptionalInt inheritedDescriptor() {
        return OptionalInt.of(descriptor());
    }

    private boolean isReadWrite() {
        return opened.access() == Access.READ_WRITE;
    }

    @Override
    boolean lacksAccess(LockMode mode) {
        return mode == LockMode.EXCLUSIVE
                ? !opened.access().writes()
                : !opened.access().reads();
    }

    @Override
    public boolean namesSameFile() throws IOException {
        FileStatus now = system.statuses().ofPath(path, bytes());
        return now != null && now.identity().equals(file);
    }

    /** Where the file was opened for reading only, through a second descriptor, if this user may write. */
    @Override
    public FileChannel channel() throws IOException {
        return new DescriptorChannel(this, openForData());
    }

    private synchronized LockFileOpener.Opened openForData() throws IOException {
        if (isReadWrite()) {
            return opened;
        }
        if (data == null) {
            data = LockFileOpener.of(system).reopenForAll(path, bytes(), opened);
        }
        return data == null ? opened : data;
    }

    @Override
    public void close() throws IOException {
        leaveSmb(); // if it could not be unlocked
        closeData();
        int result = closeDescriptor(opened);
        if (result < 0 && !system.platform().is(result, Errno.EINTR)) {
            throw system.failures().of("close", path, result);
        }
    }

    private synchronized void closeData() {
        if (data != null) {
            closeDescriptor(data);
        }
    }

    /** Never again after EINTR: Linux has closed it all the same. */
    private int closeDescriptor(LockFileOpener.Opened which) {
        return fileSystem().isSmb()
                ? SmbFiles.close(which, system.libc())
                : system.libc().close(which.descriptor());
    }
}
