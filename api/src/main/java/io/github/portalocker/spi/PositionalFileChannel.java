package io.github.portalocker.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A {@link FileChannel} over reads and writes at a position, for backends to give out in {@link FileHandle#channel()}.
 *
 * <p>Closing it closes only this view. Unlike the JDK's channels, an interrupt of the thread closes nothing. It cannot be
 * mapped into memory and cannot be locked: the lock is held already. Its own position starts at 0.
 *
 * @since 0.1.0
 */
public abstract class PositionalFileChannel extends FileChannel {
    private static final int BLOCK = 64 * 1024;

    /** Reads and writes hold it shared, closing waits for them: a descriptor must not be closed under a running call. */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private long position; // guarded by this

    /** Makes a view at position 0. */
    protected PositionalFileChannel() {}

    /**
     * Reads at least one byte, or returns -1 at the end of the file; the buffer has room.
     *
     * @param target where the bytes go
     * @param position of the first byte in the file
     * @return how many bytes were read, or -1
     * @throws IOException if the operating system refuses
     */
    protected abstract int readAt(ByteBuffer target, long position) throws IOException;

    /**
     * Writes at least one byte; the buffer has some.
     *
     * @param source where the bytes are
     * @param position of the first byte in the file
     * @return how many bytes were written
     * @throws IOException if the operating system refuses
     */
    protected abstract int writeAt(ByteBuffer source, long position) throws IOException;

    /**
     * {@return the size of the file}
     *
     * @throws IOException if the operating system refuses
     */
    protected abstract long fileSize() throws IOException;

    /**
     * Cuts the file to a smaller size.
     *
     * @param size in bytes
     * @throws IOException if the operating system refuses
     */
    protected abstract void cutTo(long size) throws IOException;

    /**
     * Writes through to the device.
     *
     * @param metaData whether to write what describes the file, too
     * @throws IOException if the operating system refuses
     */
    protected abstract void sync(boolean metaData) throws IOException;

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T whileOpen(Call<T> call) throws IOException {
        inUse.readLock().lock();
        try {
            if (!isOpen()) {
                throw new ClosedChannelException();
            }
            return call.run();
        } finally {
            inUse.readLock().unlock();
        }
    }

    private static void requireNotNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
    }

    @Override
    public final int read(ByteBuffer target, long position) throws IOException {
        requireNotNegative(position, "position");
        return whileOpen(() -> target.hasRemaining() ? readAt(target, position) : 0);
    }

    @Override
    public final synchronized int read(ByteBuffer target) throws IOException {
        int count = read(target, position);
        if (count > 0) {
            position += count;
        }
        return count;
    }

    @Override
    public final long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return inTurn(targets, offset, length, this::read);
    }

    @Override
    public final int write(ByteBuffer source, long position) throws IOException {
        requireNotNegative(position, "position");
        return whileOpen(() -> source.hasRemaining() ? writeAt(source, position) : 0);
    }

    @Override
    public final synchronized int write(ByteBuffer source) throws IOException {
        int count = write(source, position);
        position += count;
        return count;
    }

    @Override
    public final long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return inTurn(sources, offset, length, this::write);
    }

    private interface Transfer {
        /** The number of bytes, or -1 at the end of the file. */
        int of(ByteBuffer buffer) throws IOException;
    }

    private synchronized long inTurn(ByteBuffer[] buffers, int offset, int length, Transfer transfer)
            throws IOException {
        Objects.checkFromIndexSize(offset, length, buffers.length);
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            while (buffers[i].hasRemaining()) {
                int count = transfer.of(buffers[i]);
                if (count < 0) {
                    return total == 0 ? -1 : total;
                }
                total += count;
            }
        }
        return total;
    }

    @Override
    public final synchronized long position() throws IOException {
        return whileOpen(() -> position);
    }

    @Override
    public final synchronized FileChannel position(long newPosition) throws IOException {
        requireNotNegative(newPosition, "newPosition");
        return whileOpen(() -> {
            position = newPosition;
            return this;
        });
    }

    @Override
    public final long size() throws IOException {
        return whileOpen(this::fileSize);
    }

    @Override
    public final synchronized FileChannel truncate(long size) throws IOException {
        requireNotNegative(size, "size");
        return whileOpen(() -> {
            if (size < fileSize()) {
                cutTo(size);
            }
            position = Math.min(position, size);
            return this;
        });
    }

    @Override
    public final void force(boolean metaData) throws IOException {
        whileOpen(() -> {
            sync(metaData);
            return true;
        });
    }

    @Override
    public final long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        requireNotNegative(count, "count");
        long done = 0;
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(count, BLOCK));
        while (done < count) {
            block.clear().limit((int) Math.min(count - done, block.capacity()));
            if (read(block, position + done) < 0) {
                break;
            }
            block.flip();
            int written = target.write(block);
            done += written;
            if (block.hasRemaining()) {
                break; // the target takes no more now
            }
        }
        return done;
    }

    @Override
    public final long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        requireNotNegative(count, "count");
        if (position > size()) {
            return 0; // as FileChannel has it
        }
        long done = 0;
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(count, BLOCK));
        while (done < count) {
            block.clear().limit((int) Math.min(count - done, block.capacity()));
            if (source.read(block) <= 0) {
                break;
            }
            block.flip();
            while (block.hasRemaining()) {
                done += write(block, position + done);
            }
        }
        return done;
    }

    @Override
    public final MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("a locked file cannot be mapped through its lock's descriptor;"
                + " open another channel for that where locks are not mandatory");
    }

    @Override
    public final FileLock lock(long position, long size, boolean shared) {
        throw locked();
    }

    @Override
    public final FileLock tryLock(long position, long size, boolean shared) {
        throw locked();
    }

    private static UnsupportedOperationException locked() {
        return new UnsupportedOperationException("this channel belongs to a lock that is held already");
    }

    @Override
    protected void implCloseChannel() {
        Lock users = inUse.writeLock();
        users.lock(); // only this view closes: there is nothing more to do than to wait for those who use it
        try {
            position = 0;
        } finally {
            users.unlock();
        }
    }
}
