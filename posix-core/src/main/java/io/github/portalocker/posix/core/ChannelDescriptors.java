package io.github.portalocker.posix.core;

import java.nio.channels.FileChannel;

/** Finds the descriptor behind a channel, which Java keeps to itself. */
public interface ChannelDescriptors {
    /**
     * The number of the channel's descriptor.
     *
     * @throws UnsupportedOperationException if it cannot be had; the message says why
     */
    int of(FileChannel channel);
}
