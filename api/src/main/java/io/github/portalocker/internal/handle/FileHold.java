package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.queue.LockRequest;
import org.jspecify.annotations.Nullable;

/** One hold of the lock of an {@link OpenFile}. */
public final class FileHold extends Hold implements HeldFileLock {
    private final OpenFile file;

    private @Nullable FileChannel channel; // guarded by the mutex of the lock

    FileHold(OpenFile file, LockRequest request) {
        super(file, request);
        this.file = file;
    }

    @Override
    public LockRange range() {
        return file.range;
    }

    @Override
    public Optional<Path> path() {
        return Optional.ofNullable(file.path);
    }

    @Override
    public FileChannel channel() throws IOException {
        return file.lock.whileHeld(this, () -> {
            if (channel == null || !channel.isOpen()) {
                channel = file.channel();
            }
            return channel;
        });
    }

    @Override
    void closeViews() throws IOException {
        if (channel != null && !file.isAdopted()) {
            channel.close();
        }
    }
}
