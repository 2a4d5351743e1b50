package io.github.portalocker.internal.names;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.LockHolder;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.internal.FileLocks;
import io.github.portalocker.internal.Holders;
import io.github.portalocker.internal.acquire.LockSource;

/** Locks on names, each a lock on a file in one directory. */
public final class DirectoryStore implements NameStore {
    private final FileLocks locks;
    private final LockDirectory directory;

    private DirectoryStore(FileLocks locks, LockDirectory directory) {
        this.locks = locks;
        this.directory = directory;
    }

    /** Opens a directory for locks, or makes one. */
    public static NamedLocks open(Path directory, FileLocks locks) throws IOException {
        return new DefaultNamedLocks(new DirectoryStore(locks, LockDirectory.open(directory, locks)));
    }

    @Override
    public FileLocks locks() {
        return locks;
    }

    @Override
    public LockSource<?> source(String name) {
        return locks.file(directory.file(name));
    }

    @Override
    public List<LockHolder> holders(String name) {
        return Holders.of(directory.file(name));
    }

    @Override
    public List<LockHolder> waiters(String name) {
        return Holders.waiters(directory.file(name));
    }

    @Override
    public long purge() throws IOException {
        return directory.purge();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return directory.toString();
    }
}
