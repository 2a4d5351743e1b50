package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;

import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/**
 * Opens files to be locked.
 *
 * @param backend which opens them
 * @param options how
 */
public record FileOpener(LockBackend backend, OpenOptions options) {

    public OpenFile open(Path path) throws IOException {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new IllegalArgumentException(path + " belongs to the file system provider "
                    + path.getFileSystem().provider().getScheme()
                    + "; only files of the operating system can be locked");
        }
        return OpenFile.opened(backend, path, backend.open(path, options));
    }

    /** Whether opening the file is more than a thread that must not block can do. */
    public boolean mayBlock(Path path) {
        return path.getFileSystem() == FileSystems.getDefault() && backend.openMayBlock(path);
    }

    /**
     * Whether the path still names the file that was locked; if not, the hold is released. Also asked about a file that was not
     * locked (null): a lock that is in the way does not count for the file that has taken its place.
     */
    public static boolean isCurrent(OpenLock open, @Nullable Hold hold) throws IOException {
        if (hold == null) {
            return open.lock.triesBlock()
                    || open.isCurrent(); // a server that does not answer would make a timeout late
        }
        boolean current = false;
        try {
            current = open.isCurrent(); // it was acquired just now
        } finally {
            if (!current) {
                open.lock.discard(hold);
            }
        }
        return current;
    }
}
