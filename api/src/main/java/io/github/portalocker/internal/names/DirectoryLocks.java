package io.github.portalocker.internal.names;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;

import io.github.portalocker.HeldLocks;
import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.internal.DefaultHeldLocks;
import io.github.portalocker.internal.Holders;
import io.github.portalocker.internal.LockSet;
import io.github.portalocker.internal.Locks;
import io.github.portalocker.internal.ReentrantFileLock;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

/** Locks on names, each a lock on a file in one directory. */
public final class DirectoryLocks implements NamedLocks {
    private final Locks locks;
    private final LockDirectory directory;
    private final LockScope scope = new LockScope(null);
    private final Set<NamedLock> held = ConcurrentHashMap.newKeySet();
    private final Set<OpenFile> used = ConcurrentHashMap.newKeySet();

    private DirectoryLocks(Locks locks, LockDirectory directory) {
        this.locks = locks;
        this.directory = directory;
    }

    /** Opens a directory for locks, or makes one. */
    public static NamedLocks open(Path directory, Locks locks) throws IOException {
        return new DirectoryLocks(locks, LockDirectory.open(directory, locks));
    }

    private NameSource source(String name) {
        if (scope.isClosed()) {
            throw new IllegalStateException("the NamedLocks in " + directory + " are closed");
        }
        return new NameSource(this, name, locks.file(directory.file(Objects.requireNonNull(name, "name"))));
    }

    /** An acquisition works on the file. */
    void used(OpenFile file) {
        used.add(file);
    }

    /** It does no longer. */
    void done(OpenFile file) {
        used.remove(file);
    }

    /** A lock that came while this was closed is released, which its {@code isValid} tells. */
    HeldNamedLock acquired(NamedLock lock) {
        held.add(lock);
        if (scope.isClosed()) {
            try {
                lock.close();
            } catch (IOException e) {
                held.add(lock); // the caller can try again
            }
        }
        return lock;
    }

    /** A lock was closed. */
    void released(NamedLock lock) {
        held.remove(lock);
    }

    @Override
    public HeldNamedLock lock(String name, LockMode mode) throws IOException, InterruptedException {
        return locks.lock(source(name), Objects.requireNonNull(mode, "mode"), Deadline.NEVER, scope);
    }

    @Override
    public HeldNamedLock lock(String name, LockMode mode, Duration timeout) throws IOException, InterruptedException {
        return locks.lock(source(name), Objects.requireNonNull(mode, "mode"), Deadline.after(timeout), scope);
    }

    @Override
    public @Nullable HeldNamedLock tryLock(String name, LockMode mode) throws IOException {
        return locks.tryLock(source(name), Objects.requireNonNull(mode, "mode"), scope);
    }

    @Override
    public @Nullable HeldNamedLock tryLock(String name, LockMode mode, Duration timeout)
            throws IOException, InterruptedException {
        return locks.tryLock(source(name), Objects.requireNonNull(mode, "mode"), Deadline.after(timeout), scope);
    }

    @Override
    public CompletableFuture<HeldNamedLock> lockAsync(String name, LockMode mode) {
        return locks.lockAsync(source(name), Objects.requireNonNull(mode, "mode"), Deadline.NEVER, scope);
    }

    @Override
    public CompletableFuture<HeldNamedLock> lockAsync(String name, LockMode mode, Duration timeout) {
        return locks.lockAsync(source(name), Objects.requireNonNull(mode, "mode"), Deadline.after(timeout), scope);
    }

    @Override
    public ReadWriteLock readWriteLock(String name) {
        return new ReentrantFileLock(locks, name, source(name), scope);
    }

    /** In the order of the names, which all programs share. */
    private LockSet all(Map<String, LockMode> names) {
        List<LockSet.Item> items = new ArrayList<>();
        new TreeMap<>(names)
                .forEach((name, mode) ->
                        items.add(new LockSet.Item(locks, source(name), Objects.requireNonNull(mode, "mode"), scope)));
        return new LockSet(items);
    }

    @Override
    public HeldLocks lockAll(Map<String, LockMode> names) throws IOException, InterruptedException {
        return all(names).lock(Deadline.NEVER);
    }

    @Override
    public HeldLocks lockAll(Map<String, LockMode> names, Duration timeout) throws IOException, InterruptedException {
        return all(names).lock(Deadline.after(timeout));
    }

    @Override
    public @Nullable HeldLocks tryLockAll(Map<String, LockMode> names) throws IOException {
        return all(names).tryLock();
    }

    @Override
    public @Nullable HeldLocks tryLockAll(Map<String, LockMode> names, Duration timeout)
            throws IOException, InterruptedException {
        return all(names).tryLock(Deadline.after(timeout));
    }

    @Override
    public List<LockHolder> holders(String name) {
        return Holders.of(directory.file(Objects.requireNonNull(name, "name")));
    }

    @Override
    public long purge() throws IOException {
        if (scope.isClosed()) {
            throw new IllegalStateException("the NamedLocks in " + directory + " are closed");
        }
        return directory.purge();
    }

    @Override
    public void close() throws IOException {
        scope.close();
        used.forEach(file -> file.queue.signalAll());
        new DefaultHeldLocks(List.copyOf(held)).close();
    }

    @Override
    public String toString() {
        return "NamedLocks[" + directory + "]";
    }
}
