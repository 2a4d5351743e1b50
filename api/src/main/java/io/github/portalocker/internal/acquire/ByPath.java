package io.github.portalocker.internal.acquire;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.internal.handle.FileHold;
import io.github.portalocker.internal.handle.FileOpener;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.LockRequest;
import org.jspecify.annotations.Nullable;

/**
 * Opens the file that a path names at the time.
 *
 * @param files how
 * @param path whose file is wanted
 */
public record ByPath(FileOpener files, Path path) implements LockSource<HeldFileLock> {
    @Override
    public OpenFile use(LockRequest request) throws IOException {
        return files.open(path);
    }

    @Override
    public boolean accepts(OpenLock open, LockRequest request, @Nullable Hold hold) throws IOException {
        return FileOpener.isCurrent(open, hold);
    }

    @Override
    public PathLock handOut(Hold hold) {
        return new PathLock((FileHold) hold);
    }

    /** The hold, if there is one, keeps it open. */
    @Override
    public void done(OpenLock open) throws IOException {
        open.removeUser();
    }

    @Override
    public boolean mayBlock() {
        return files.mayBlock(path);
    }

    @Override
    public Path pathIfKnown() {
        return path;
    }
}
