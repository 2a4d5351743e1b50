package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.network.NetworkMount;
import io.github.portalocker.internal.programs.Inheritable;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.OpenOptions;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/**
 * A lock file that others keep from being opened, so that it is as good as locked: each attempt to lock begins with another
 * attempt to open.
 *
 * <p>Once that succeeds, it is the file that the path names then. If that is another one than at first, the {@link #identity} is
 * wrong, so that threads of this JVM wait for each other there as processes do.
 */
final class UnopenedHandle implements FileHandle, Inheritable {
    private final PosixSystem system;
    private final Path path;
    private final OpenOptions options;
    private final LockRange range;
    private final @Nullable FileStatus status;
    private volatile @Nullable OwnHandle opened;

    private UnopenedHandle(
            PosixSystem system, Path path, OpenOptions options, LockRange range, @Nullable FileStatus status) {
        this.system = system;
        this.path = path;
        this.options = options;
        this.range = range;
        this.status = status;
    }

    /** A handle that opens the file as soon as that is possible. */
    static FileHandle of(PosixSystem system, Path path, OpenOptions options) throws IOException {
        FileStatus status = system.statuses().ofPath(path, PathBytes.of(path));
        return new UnopenedHandle(system, path, options, LockRange.WHOLE_FILE, status);
    }

    @Override
    public @Nullable Grant tryLock(LockMode mode) throws IOException {
        OwnHandle present = opened;
        if (present == null) {
            present = OwnHandle.open(system, path, options, range);
            opened = present;
        }
        return present == null ? null : present.tryLock(mode);
    }

    private OwnHandle required() {
        return Objects.requireNonNull(opened, "the file was never locked");
    }

    @Override
    public boolean mayBlock() {
        return status != null && NetworkMount.of(status.device()).isNfsOrSmb();
    }

    @Override
    public @Nullable PendingWait newWait(LockMode mode) {
        OwnHandle present = opened;
        return present == null ? null : present.newWait(mode);
    }

    @Override
    public Object identity() {
        return status == null ? path : status.identity();
    }

    @Override
    public boolean namesSameFile() throws IOException {
        OwnHandle present = opened;
        return present == null || present.namesSameFile();
    }

    @Override
    public OptionalInt inheritedDescriptor() {
        return required().inheritedDescriptor();
    }

    @Override
    public FileChannel channel() throws IOException {
        return required().channel();
    }

    @Override
    public FileHandle openRange(LockRange part) throws IOException {
        OwnHandle present = opened;
        return present == null ? new UnopenedHandle(system, path, options, part, status) : present.openRange(part);
    }

    @Override
    public void close() throws IOException {
        OwnHandle present = opened;
        if (present != null) {
            present.close();
        }
    }
}
