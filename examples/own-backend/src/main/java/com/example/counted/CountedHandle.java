package com.example.counted;

import java.io.IOException;
import java.nio.channels.FileChannel;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;

/** Passes everything on; the locks themselves, the grants, are those of the other backend. */
final class CountedHandle implements FileHandle {
    private final FileHandle handle;

    CountedHandle(FileHandle handle) {
        this.handle = handle;
    }

    @Override
    public Grant tryLock(LockMode mode) throws IOException {
        Grant granted = handle.tryLock(mode);
        (granted != null ? CountedBackend.GRANTED : CountedBackend.REFUSED).incrementAndGet();
        return granted;
    }

    /** Null lets the library poll, which a backend without waits in the kernel gets for nothing. */
    @Override
    public PendingWait newWait(LockMode mode) {
        return handle.newWait(mode);
    }

    @Override
    public boolean mayBlock() {
        return handle.mayBlock();
    }

    @Override
    public FileHandle openRange(LockRange range) throws IOException {
        return new CountedHandle(handle.openRange(range));
    }

    @Override
    public Object identity() {
        return handle.identity();
    }

    @Override
    public boolean namesSameFile() throws IOException {
        return handle.namesSameFile();
    }

    @Override
    public FileChannel channel() throws IOException {
        return handle.channel();
    }

    @Override
    public void close() throws IOException {
        handle.close();
    }
}
