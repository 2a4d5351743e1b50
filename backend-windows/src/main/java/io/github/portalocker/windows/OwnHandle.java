package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * A lock file that the backend opens.
 *
 * <p>A file that another program has open without sharing it counts as locked. Then there is no handle yet, and each
 * attempt to lock begins with another attempt to open.
 */
final class OwnHandle extends WindowsHandle {
    private final LockFileOpener opener;
    private final Object identity;
    private volatile LockFileOpener.@Nullable Opened opened;

    private OwnHandle(LockFileOpener opener, LockFileOpener.@Nullable Opened opened, Object identity, LockRange range) {
        super(opener.system(), range);
        this.opener = opener;
        this.opened = opened;
        this.identity = identity;
    }

    static OwnHandle open(WindowsSystem system, Path path) throws IOException {
        LockFileOpener opener = new LockFileOpener(system, path, FileName.of(path));
        LockFileOpener.Opened opened = opener.open();
        Object identity = opened == null ? opener.identity() : opened.status().identity();
        return new OwnHandle(opener, opened, identity, LockRange.WHOLE_FILE);
    }

    /** By its path: while this handle is open, the path cannot be given to another file. */
    @Override
    public OwnHandle openRange(LockRange part) throws IOException {
        return new OwnHandle(opener, opener.open(), identity, part);
    }

    @Override
    Path path() {
        return opener.path();
    }

    private LockFileOpener.Opened required() {
        return Objects.requireNonNull(opened, "the file was never locked");
    }

    @Override
    boolean lock(LockMode mode) throws IOException {
        LockFileOpener.Opened present = opened;
        if (present == null) {
            present = opener.open();
            opened = present;
        }
        return present != null && lock(present.handle(), mode);
    }

    @Override
    public void release() throws IOException {
        unlock(required().handle());
    }

    @Override
    public Object identity() {
        return identity;
    }

    @Override
    public boolean namesSameFile() throws IOException {
        LockFileOpener.Opened present = opened;
        if (present == null) {
            return true; // the next attempt opens what the path names then
        }
        FileStatus now = FileStatus.ofName(system, opener.name(), opener.path());
        return now != null && now.identity().equals(present.status().identity());
    }

    @Override
    public FileChannel channel() {
        return new HandleChannel(system, required(), path());
    }

    @Override
    public void close() throws IOException {
        LockFileOpener.Opened present = opened;
        if (present != null) {
            int result = system.kernel32().closeHandle(present.handle());
            if (result < 0) {
                throw system.failure("close", path(), result);
            }
        }
    }
}
