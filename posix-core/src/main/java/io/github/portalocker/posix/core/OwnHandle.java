package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.github.portalocker.LockRange;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.OpenOptions;

/** A lock file that the backend opened. */
final class OwnHandle extends PosixHandle {
    private final Path path;
    private final byte[] bytes;
    private final int descriptor;
    private final boolean writable;

    private OwnHandle(PosixSystem system, Path path, byte[] bytes, LockFileOpener.Opened opened, LockRange range) {
        super(system, opened.status(), range);
        this.path = path;
        this.bytes = bytes;
        this.descriptor = opened.descriptor();
        this.writable = opened.writable();
    }

    static OwnHandle open(PosixSystem system, Path path, OpenOptions options) throws IOException {
        byte[] bytes = PathBytes.of(path);
        OwnHandle handle =
                new OwnHandle(system, path, bytes, opener(system).open(path, bytes, options), LockRange.WHOLE_FILE);
        try {
            handle.requireSuitableFileSystem();
        } catch (IOException e) {
            handle.close();
            throw e;
        }
        return handle;
    }

    private static LockFileOpener opener(PosixSystem system) {
        return new LockFileOpener(system.libc(), system.platform(), system.statuses(), system.failures());
    }

    @Override
    public LockHandle openRange(LockRange part) throws IOException {
        LockFileOpener.Opened again =
                opener(system).reopen(path, bytes, new LockFileOpener.Opened(descriptor, writable, status));
        return new OwnHandle(system, path, bytes, again, part);
    }

    @Override
    Path path() {
        return path;
    }

    @Override
    int descriptor() {
        return descriptor;
    }

    @Override
    boolean isReadWrite() {
        return writable;
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
        int result = system.libc().close(descriptor); // never again after EINTR: Linux has closed it all the same
        if (result < 0 && !system.platform().is(result, Errno.EINTR)) {
            throw system.failures().of("close", path, result);
        }
    }
}
