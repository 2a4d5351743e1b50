package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.github.portalocker.HeldLock;
import io.github.portalocker.HeldLocks;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.acquire.LockSource;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

/** Several files or names that are to be locked together. */
public final class LockSet {
    private final List<Item> items;

    /** Those, in an order that all programs share as far as possible. */
    public LockSet(List<Item> items) {
        this.items = List.copyOf(items);
    }

    /** One of them. */
    public record Item(
            Locks locks,
            LockSource<?> source,
            LockMode mode,
            @Nullable LockScope scope) implements LockAll.Item {
        @Override
        public @Nullable HeldLock tryLock(Deadline deadline) throws IOException, InterruptedException {
            return locks.tryLock(source, mode, deadline, scope);
        }

        @Override
        public @Nullable HeldLock tryLock() throws IOException {
            return locks.tryLock(source, mode, scope);
        }

        private Item with(LockMode other) {
            return other == LockMode.SHARED ? this : new Item(locks, source, other, scope);
        }
    }

    /** Opens each file once to find those that are the same: they are locked once, exclusively if any of them is to be. */
    public static LockSet of(FileLocks locks, Map<Path, LockMode> wanted) throws IOException {
        Map<Object, String> names = new HashMap<>();
        Map<String, Item> items = new TreeMap<>();
        for (Map.Entry<Path, LockMode> each : wanted.entrySet()) {
            Path path = Objects.requireNonNull(each.getKey(), "path");
            Item item = new Item(locks, locks.file(path), Objects.requireNonNull(each.getValue(), "mode"), null);
            String name = names.computeIfAbsent(identity(item.source), identity -> name(path));
            items.merge(name, item, (one, other) -> one.with(other.mode));
        }
        return new LockSet(new ArrayList<>(items.values()));
    }

    private static Object identity(LockSource<?> file) throws IOException {
        OpenLock open = file.use(LockRequest.once(LockMode.SHARED, null, null));
        try {
            return open.queue;
        } finally {
            file.done(open);
        }
    }

    private static String name(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) { // it was deleted just now, or may not be looked at
            return path.toAbsolutePath().normalize().toString();
        }
    }

    /** All locks; null if the deadline passed before all were there. */
    public @Nullable HeldLocks tryLock(Deadline deadline) throws IOException, InterruptedException {
        return new LockAll(items, deadline).acquire();
    }

    /** One attempt at each, whatever the interrupt status. */
    public @Nullable HeldLocks tryLock() throws IOException {
        try {
            return tryLock(Deadline.NOW);
        } catch (InterruptedException e) {
            throw new AssertionError("an attempt cannot be interrupted", e);
        }
    }

    /** All locks; throws if the deadline passed before all were there. */
    public HeldLocks lock(Deadline deadline) throws IOException, InterruptedException {
        LockAll all = new LockAll(items, deadline);
        HeldLocks held = all.acquire();
        if (held == null) {
            Item busy = items.get(all.busy());
            throw busy.locks.timeout(busy.source, busy.mode, deadline);
        }
        return held;
    }
}
