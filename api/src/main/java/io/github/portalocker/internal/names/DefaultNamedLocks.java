package io.github.portalocker.internal.names;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.HeldLocks;
import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockPair;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.internal.DefaultHeldLocks;
import io.github.portalocker.internal.DefaultLockPair;
import io.github.portalocker.internal.LockSet;
import io.github.portalocker.internal.Locks;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

/** Locks on names, wherever they are kept. */
final class DefaultNamedLocks implements NamedLocks {
    private final NameStore store;
    private final Locks locks;
    private final LockScope scope = new LockScope(null);
    private final Set<NamedLock> held = ConcurrentHashMap.newKeySet();

    /** What acquisitions are at work on, and how many. */
    private final Map<OpenLock, Integer> used = new ConcurrentHashMap<>();

    DefaultNamedLocks(NameStore store) {
        this.store = store;
        this.locks = store.locks();
    }

    private NameSource source(String name) {
        ensureOpen();
        return new NameSource(this, requireName(name), store.source(name));
    }

    /** Only what has an encoding: otherwise different names would be one. */
    private static String requireName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a lock is empty");
        }
        if (name.codePoints().anyMatch(each -> Character.getType(each) == Character.SURROGATE)) {
            throw new IllegalArgumentException("the name of a lock has half of a surrogate pair: " + name);
        }
        return name;
    }

    private void ensureOpen() {
        if (scope.isClosed()) {
            throw new IllegalStateException("the NamedLocks in " + store + " are closed");
        }
    }

    /** An acquisition is at work on it. */
    void used(OpenLock open) {
        used.merge(open, 1, Integer::sum);
    }

    /** It no longer is. */
    void done(OpenLock open) {
        used.computeIfPresent(open, (unused, count) -> count == 1 ? null : count - 1);
    }

    /** A lock that came while this was closed is released, which its {@code isValid} tells. */
    HeldNamedLock acquired(NamedLock lock) {
        held.add(lock);
        if (scope.isClosed()) {
            try {
                lock.close();
            } catch (IOException e) {
                // it is still held, and the caller can try again
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
    public LockPair readWriteLock(String name) {
        return new DefaultLockPair(locks, name, source(name), scope);
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
        ensureOpen();
        return store.holders(requireName(name));
    }

    @Override
    public List<LockHolder> waiters(String name) {
        ensureOpen();
        return store.waiters(requireName(name));
    }

    @Override
    public long purge() throws IOException {
        ensureOpen();
        return store.purge();
    }

    @Override
    public void close() throws IOException {
        scope.close();
        used.keySet().forEach(open -> open.queue.signalAll());
        try {
            new DefaultHeldLocks(List.copyOf(held)).close();
        } finally {
            store.close();
        }
    }

    @Override
    public String toString() {
        return "NamedLocks[" + store + "]";
    }
}
