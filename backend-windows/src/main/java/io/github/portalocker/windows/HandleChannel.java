package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;

import io.github.portalocker.spi.PositionalFileChannel;

/** Reads and writes through the handle that carries the lock, the only one that may while the lock is exclusive. */
final class HandleChannel extends PositionalFileChannel {
    private static final int MOST_BYTES = 64 * 1024;

    private final WindowsSystem system;
    private final LockFileOpener.Opened file;
    private final Path path;

    HandleChannel(WindowsSystem system, LockFileOpener.Opened file, Path path) {
        this.system = system;
        this.file = file;
        this.path = path;
    }

    private long checked(String operation, long result) throws IOException {
        if (result < 0) {
            throw system.failure(operation, path, result);
        }
        return result;
    }

    private void requireWritable() {
        if (!file.writable()) {
            throw new NonWritableChannelException();
        }
    }

    @Override
    protected int readAt(ByteBuffer target, long position) throws IOException {
        byte[] block = new byte[Math.min(target.remaining(), MOST_BYTES)];
        int count = (int) checked("read", system.kernel32().read(file.handle(), block, position));
        target.put(block, 0, count);
        return count == 0 ? -1 : count;
    }

    @Override
    protected int writeAt(ByteBuffer source, long position) throws IOException {
        requireWritable();
        byte[] block = new byte[Math.min(source.remaining(), MOST_BYTES)];
        source.duplicate().get(block);
        int count = (int) checked("write", system.kernel32().write(file.handle(), block, position));
        source.position(source.position() + count);
        return count;
    }

    @Override
    protected long fileSize() throws IOException {
        return checked("find the size of", system.kernel32().size(file.handle()));
    }

    @Override
    protected void cutTo(long size) throws IOException {
        requireWritable();
        checked("truncate", system.kernel32().setSize(file.handle(), size));
    }

    @Override
    protected void sync(boolean metaData) throws IOException {
        if (file.writable()) { // Windows wants write access for it; who has none has written nothing
            checked("sync", system.kernel32().flush(file.handle()));
        }
    }
}
