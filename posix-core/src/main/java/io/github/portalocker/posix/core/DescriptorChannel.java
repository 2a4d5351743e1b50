package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.function.LongSupplier;

import io.github.portalocker.spi.PositionalFileChannel;

/** Reads and writes a locked file with pread(2) and pwrite(2), as far as its descriptor was opened for that. */
final class DescriptorChannel extends PositionalFileChannel {
    private static final int MOST_BYTES = 64 * 1024;

    private final PosixHandle handle;
    private final Libc libc;
    private final int descriptor;
    private final LockFileOpener.Access access;

    DescriptorChannel(PosixHandle handle, LockFileOpener.Opened opened) {
        this.handle = handle;
        this.libc = handle.system.libc();
        this.descriptor = opened.descriptor();
        this.access = opened.access();
    }

    private void requireWriting() {
        if (!access.writes()) {
            throw new NonWritableChannelException();
        }
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
        if (!access.reads()) {
            throw new NonReadableChannelException();
        }
        byte[] block = new byte[Math.min(target.remaining(), MOST_BYTES)];
        int count = (int) checked("read", () -> libc.pread(descriptor, block, block.length, position));
        target.put(block, 0, count);
        return count == 0 ? -1 : count;
    }

    @Override
    protected int writeAt(ByteBuffer source, long position) throws IOException {
        requireWriting();
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
        requireWriting();
        checked("truncate", () -> libc.ftruncate(descriptor, size));
    }

    @Override
    protected void sync(boolean metaData) throws IOException {
        checked("sync", () -> libc.fsync(descriptor));
    }
}
