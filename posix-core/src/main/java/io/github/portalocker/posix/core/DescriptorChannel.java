package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

import io.github.portalocker.spi.PositionalFileChannel;

/** Reads and writes through the descriptor that carries the lock, with pread(2) and pwrite(2). */
final class DescriptorChannel extends PositionalFileChannel {
    private static final int MOST_BYTES = 64 * 1024;

    private final PosixHandle handle;
    private final Libc libc;
    private final int descriptor;

    DescriptorChannel(PosixHandle handle) {
        this.handle = handle;
        this.libc = handle.system.libc();
        this.descriptor = handle.descriptor();
    }

    private long checked(String operation, LongSupplier call) throws IOException {
        long result;
        do {
            result = handle.patiently(call);
        } while (result < 0 && handle.system.platform().is((int) result, Errno.EINTR));
        if (result < 0) {
            throw handle.system.failures().of(operation, handle.path(), (int) result);
        }
        return result;
    }

    @Override
    protected int readAt(ByteBuffer target, long position) throws IOException {
        byte[] block = new byte[Math.min(target.remaining(), MOST_BYTES)];
        int count = (int) checked("read", () -> libc.pread(descriptor, block, block.length, position));
        target.put(block, 0, count);
        return count == 0 ? -1 : count;
    }

    @Override
    protected int writeAt(ByteBuffer source, long position) throws IOException {
        byte[] block = new byte[Math.min(source.remaining(), MOST_BYTES)];
        source.duplicate().get(block);
        int count = (int) checked("write", () -> libc.pwrite(descriptor, block, block.length, position));
        source.position(source.position() + count);
        return count;
    }

    @Override
    protected long fileSize() throws IOException {
        return checked("find the size of", () -> libc.lseek(descriptor, 0, PosixPlatform.SEEK_END));
    }

    @Override
    protected void cutTo(long size) throws IOException {
        checked("truncate", () -> libc.ftruncate(descriptor, size));
    }

    @Override
    protected void sync(boolean metaData) throws IOException {
        checked("sync", () -> libc.fsync(descriptor));
    }
}
