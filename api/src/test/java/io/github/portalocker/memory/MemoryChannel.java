package io.github.portalocker.memory;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import io.github.portalocker.spi.PositionalFileChannel;

/** A channel of a file in memory, which stays empty: one that a caller opened, or one that a handle gave. */
public final class MemoryChannel extends PositionalFileChannel {
    final Description description;
    private final Consumer<MemoryChannel> whenClosed;

    MemoryChannel(Description description, Consumer<MemoryChannel> whenClosed) {
        this.description = description;
        this.whenClosed = whenClosed;
    }

    /** Another channel of the same descriptor, as of two streams on one {@code FileDescriptor}. */
    public MemoryChannel sibling() {
        return new MemoryChannel(description, whenClosed);
    }

    @Override
    protected int readAt(ByteBuffer target, long position) {
        return -1;
    }

    @Override
    protected int writeAt(ByteBuffer source, long position) {
        throw new UnsupportedOperationException("files in memory have no content");
    }

    @Override
    protected long fileSize() {
        return 0;
    }

    @Override
    protected void cutTo(long size) {}

    @Override
    protected void sync(boolean metaData) {}

    @Override
    protected void implCloseChannel() {
        super.implCloseChannel();
        whenClosed.accept(this);
    }
}
