package io.github.portalocker.internal.names;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.acquire.ByPath;
import io.github.portalocker.internal.acquire.FileSource;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import org.jspecify.annotations.Nullable;

/** The file of a name. */
record NameSource(DirectoryLocks locks, String name, ByPath file) implements FileSource<HeldNamedLock> {
    @Override
    public OpenFile use() throws IOException {
        OpenFile open = file.use();
        locks.used(open);
        return open;
    }

    @Override
    public boolean accepts(OpenFile open, @Nullable Hold hold) throws IOException {
        return file.accepts(open, hold);
    }

    @Override
    public HeldNamedLock handOut(Hold hold) {
        return locks.acquired(new NamedLock(name, file.handOut(hold), locks));
    }

    @Override
    public void done(OpenFile open) throws IOException {
        locks.done(open);
        file.done(open);
    }

    @Override
    public boolean mayBlock() {
        return file.mayBlock();
    }

    @Override
    public Path pathIfKnown() {
        return file.path();
    }

    @Override
    public LockRange range() {
        return LockRange.WHOLE_FILE;
    }
}
