package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/** A lock file that the backend opened. */
final class OwnHandle extends PosixHandle {
    private final Path path;
    private final byte[] bytes;
    private volatile LockFileOpener.Opened opened;
    private volatile boolean lockedOnSmb;
    private boolean sharedOnSmb;

    private OwnHandle(PosixSystem system, Path path, byte[] bytes, LockFileOpener.Opened opened, LockRange range) {
        super(system, opened.status(), range);
        this.path = path;
        this.bytes = bytes;
        this.opened = opened;
    }

    static OwnHandle open(PosixSystem system, Path path, OpenOptions options) throws IOException {
        byte[] bytes = PathBytes.of(path);
        LockFileOpener.Opened opened = SmbFiles.any() ? keptOpen(system, path, bytes) : null;
        if (opened == null) {
            opened = LockFileOpener.of(system).open(path, bytes, options);
        }
        return suitable(new OwnHandle(system, path, bytes, opened, LockRange.WHOLE_FILE));
    }

    private static OwnHandle suitable(OwnHandle handle) throws IOException {
        try {
            handle.requireSuitableFileSystem(handle.descriptor());
        } catch (IOException e) {
            handle.close();
            throw e;
        }
        return handle;
    }

    @Override
    public LockHandle openRange(LockRange part) throws IOException {
        return suitable(new OwnHandle(system, path, bytes, reopen(descriptor()), part));
    }

    @Override
    LockFileOpener.Opened reopen(int descriptor) throws IOException {
        return LockFileOpener.of(system).reopen(path, bytes, opened);
    }

    private static LockFileOpener.@Nullable Opened keptOpen(PosixSystem system, Path path, byte[] bytes)
            throws IOException {
        FileStatus now = system.statuses().ofPath(path, bytes);
        return now == null ? null : SmbFiles.take(now.identity());
    }

    @Override
    public boolean tryLock(LockMode mode) throws IOException {
        if (!fileSystem().isSmb()) {
            return super.tryLock(mode);
        }
        SmbFiles.enter(status.identity());
        try {
            lockedOnSmb = super.tryLock(mode);
            sharedOnSmb = lockedOnSmb && mode == LockMode.SHARED && range.equals(LockRange.WHOLE_FILE);
            if (lockedOnSmb && !sharedOnSmb) {
                SmbFiles.countOwn(status.identity(), 1);
            }
        } finally {
            if (!lockedOnSmb) {
                SmbFiles.leave(status.identity(), system.libc(), system.platform());
            }
        }
        return lockedOnSmb;
    }

    /** Locks of others of this process lie in the range only if all are shared. */
    @Override
    void undoRefusal(int descriptor, LockMode mode) {
        if (mode == LockMode.EXCLUSIVE || SmbFiles.isOnlyAttempt(status.identity())) {
            super.undoRefusal(descriptor, mode);
        }
    }

    @Override
    public void unlock() throws IOException {
        if (!sharedOnSmb || !releaseByClosing()) {
            super.unlock();
        }
        leaveSmb();
    }

    private boolean releaseByClosing() {
        LockFileOpener.Opened next;
        try {
            next = LockFileOpener.of(system).reopen(path, bytes, opened);
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
                SmbFiles.countOwn(status.identity(), -1);
            }
            SmbFiles.leave(status.identity(), system.libc(), system.platform());
        }
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
    boolean isReadWrite() {
        return opened.writable();
    }

    @Override
    public boolean namesSameFile() throws IOException {
        FileStatus now = system.statuses().ofPath(path, bytes);
        return now != null && now.isSameFileAs(status);
    }

    @Override
    public FileChannel channel() {
        return new DescriptorChannel(this);
    }

    @Override
    public void close() throws IOException {
        leaveSmb(); // if it could not be unlocked
        int result = fileSystem().isSmb()
                ? SmbFiles.close(opened, system.libc())
                : system.libc().close(opened.descriptor()); // never again after EINTR: Linux has closed it all the same
        if (result < 0 && !system.platform().is(result, Errno.EINTR)) {
            throw system.failures().of("close", path, result);
        }
    }
}
