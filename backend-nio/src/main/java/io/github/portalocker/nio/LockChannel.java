package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

import org.jspecify.annotations.Nullable;

/** A channel of the JDK that locks a file, and reads and writes it. */
interface LockChannel extends Channel {
    /** As {@link FileChannel#tryLock(long, long, boolean)} has it. */
    @Nullable
    FileLock tryLock(long position, long size, boolean shared) throws IOException;

    int read(ByteBuffer target, long position) throws IOException;

    int write(ByteBuffer source, long position) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    void force(boolean metaData) throws IOException;

    /** One that an interrupt during reading or writing closes. */
    record Interruptible(FileChannel channel) implements LockChannel {
        @Override
        public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return channel.write(source, position);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            channel.force(metaData);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
