package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

/** Some bytes of a {@link DefaultLockFile}, to be locked by themselves. */
final class LockFilePart extends AbstractLockFile {
    private final DefaultLockFile whole;
    private final LockRange range;

    LockFilePart(DefaultLockFile whole, LockRange range) {
        super(whole.locks, new LockScope(whole.scope));
        this.whole = whole;
        this.range = range;
    }

    @Override
    public OpenFile use(LockRequest request) throws IOException {
        ensureOpen();
        return isWhole() ? whole.use(request) : whole.usePart(range);
    }

    @Override
    public boolean accepts(OpenLock part, LockRequest request, @Nullable Hold hold) throws IOException {
        return whole.accepts(part, request, hold);
    }

    @Override
    public void done(OpenLock part) throws IOException {
        if (isWhole()) {
            whole.done(part);
        } else {
            part.removeUser();
        }
    }

    private boolean isWhole() {
        return range.equals(LockRange.WHOLE_FILE);
    }

    @Override
    public boolean mayBlock() {
        return whole.mayBlock();
    }

    @Override
    public @Nullable Path pathIfKnown() {
        return whole.pathIfKnown();
    }

    @Override
    public Optional<Path> path() {
        return whole.path();
    }

    @Override
    public LockRange range() {
        return range;
    }

    @Override
    public LockFile range(LockRange other) {
        return whole.range(other);
    }

    @Override
    public void close() throws IOException {
        scope.close();
        OpenFile part = whole.part(range);
        if (part != null) { // else nothing is held there
            releaseAll(part);
        }
    }

    @Override
    public String toString() {
        return "LockFile[" + range + " of " + whole + (scope.isClosed() ? ", closed]" : "]");
    }
}
