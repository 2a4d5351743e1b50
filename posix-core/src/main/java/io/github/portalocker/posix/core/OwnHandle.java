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
    private final LockFileOpener.Opened opened;
    private volatile boolean lockedOnSmb;

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
            handle.requireSuitableFileSystem();
        } catch (IOException e) {
            handle.close();
            throw e;
        }
        return handle;
    }

    @Override
    public LockHandle openRange(LockRange part) throws IOException {
        return suitable(new OwnHandle(system, path, bytes, reopen(), part));
    }

    @Override
    LockFileOpener.Opened reopen() throws IOException {
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
        } finally {
            if (!lockedOnSmb) {
                SmbFiles.leave(status.identity(), system.libc());
            }
        }
        return lockedOnSmb;
    }

    @Override
    public void unlock() throws IOException {
        super.unlock();
        leaveSmb();
    }

    private void leaveSmb() {
        if (lockedOnSmb) {
            lockedOnSmb = false;
            SmbFiles.leave(status.identity(), system.libc());
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
