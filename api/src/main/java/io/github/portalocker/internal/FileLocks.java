package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.Capability;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockHolder;
import io.github.portalocker.internal.acquire.ByChannel;
import io.github.portalocker.internal.acquire.ByPath;
import io.github.portalocker.internal.acquire.LockSource;
import io.github.portalocker.internal.events.Observer;
import io.github.portalocker.internal.handle.ChannelRegistry;
import io.github.portalocker.internal.handle.FileOpener;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.select.Backends;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/** All locks on files with one backend and one configuration. */
public final class FileLocks extends Locks {
    private final LockBackend backend;
    private final FileOpener files;

    /** The locks of a locker with this configuration; the listener is null for none. */
    public FileLocks(LockBackend backend, Settings settings, @Nullable Observer listener) {
        super(backend, settings, listener);
        this.backend = backend;
        this.files = new FileOpener(backend, new OpenOptions(settings.permissions()));
    }

    @Override
    public LockBackend system() {
        return backend;
    }

    /** The file that a path names. */
    public ByPath file(Path path) {
        return new ByPath(files, path);
    }

    /** The file of an open channel. */
    LockSource<HeldFileLock> file(FileChannel channel) {
        return new ByChannel(backend, channel);
    }

    @Override
    protected List<LockHolder> holders(LockSource<?> source, Duration limit) {
        Path path = source.pathIfKnown();
        return path == null ? List.of() : Holders.knownTo(backend, path, limit);
    }

    /** Releases the newest lock on a channel. */
    public void unlock(FileChannel channel) throws IOException {
        OpenFile file = ChannelRegistry.find(backend, channel);
        Hold hold = file == null ? null : file.lock.newestHold(null);
        if (hold == null) {
            throw new IllegalStateException("the channel is not locked by backend " + backend.name());
        }
        hold.close();
    }

    /** Opens a file to be locked many times. */
    public LockFile open(Path path) throws IOException {
        return new DefaultLockFile(this, files, files.open(path), settings().reopensIfReplaced());
    }

    /** Takes a channel of the caller's to be locked many times. */
    public LockFile open(FileChannel channel) throws IOException {
        return new DefaultLockFile(this, files, ChannelRegistry.use(backend, channel), false);
    }

    /** Fails if the backend cannot lock less than a whole file, and names those that can. */
    void requireByteRanges() {
        if (!backend.capabilities().contains(Capability.BYTE_RANGES)) {
            List<String> able = Backends.seenByThisThread().usable().stream()
                    .filter(other -> other.availability().isAvailable()
                            && other.capabilities().contains(Capability.BYTE_RANGES))
                    .map(LockBackend::name)
                    .toList();
            throw new UnsupportedOperationException("the lock backend '" + backend.name()
                    + "' locks whole files only; installed backends that lock ranges of bytes: "
                    + (able.isEmpty() ? "none, add one such as portalocker-backend-posix" : able));
        }
    }
}
