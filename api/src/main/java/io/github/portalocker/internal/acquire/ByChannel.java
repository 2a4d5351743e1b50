package io.github.portalocker.internal.acquire;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.internal.handle.ChannelRegistry;
import io.github.portalocker.internal.handle.FileHold;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

/**
 * The file of a channel that the caller opened.
 *
 * @param backend which locks it
 * @param channel the caller's
 */
public record ByChannel(LockBackend backend, FileChannel channel) implements LockSource<HeldFileLock> {
    @Override
    public OpenFile use(LockRequest request) throws IOException {
        return ChannelRegistry.use(backend, channel);
    }

    @Override
    public boolean accepts(OpenLock open, LockRequest request, @Nullable Hold hold) {
        return true;
    }

    @Override
    public HeldFileLock handOut(Hold hold) {
        return (FileHold) hold;
    }

    @Override
    public void done(OpenLock open) throws IOException {
        open.removeUser();
    }

    @Override
    public boolean mayBlock() {
        return true; // to adopt a channel can ask a server
    }

    @Override
    public @Nullable Path pathIfKnown() {
        return null;
    }
}
