package com.example.counted;

import java.io.IOException;
import java.nio.channels.FileChannel;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.KernelWait;
import io.github.portalocker.spi.LockHandle;

/** Passes everything on. */
final class CountedHandle implements LockHandle {
    private final LockHandle handle;

    CountedHandle(LockHandle handle) {
        this.handle = handle;
    }

    @Override
    public boolean tryLock(LockMode mode) throws IOException {
        boolean granted = handle.tryLock(mode);
        (granted ? CountedBackend.GRANTED : CountedBackend.REFUSED).incrementAndGet();
        return granted;
    }

    /** Null lets the library poll, which a backend without waits in the kernel gets for nothing. */
    @Override
    public KernelWait newWait(LockMode mode) {
        return handle.newWait(mode);
    }

    @Override
    public void unlock() throws IOException {
        handle.unlock();
    }

    @Override
    public boolean mayBlock() {
        return handle.mayBlock();
    }

    @Override
    public boolean isStillLocked(LockMode mode) throws IOException {
        return handle.isStillLocked(mode);
    }

    @Override
    public LockHandle openRange(LockRange range) throws IOException {
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
