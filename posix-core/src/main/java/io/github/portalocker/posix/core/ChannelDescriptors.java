package io.github.portalocker.posix.core;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

import io.github.portalocker.spi.BorrowedDescriptor;

/** Finds the descriptor behind a channel, which Java keeps to itself. */
public interface ChannelDescriptors {
    /**
     * The channel's descriptor.
     *
     * @throws ClosedChannelException if the channel is closed
     * @throws UnsupportedOperationException if it cannot be had; the message says why
     */
    BorrowedDescriptor of(FileChannel channel) throws ClosedChannelException;
}
