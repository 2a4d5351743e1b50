package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.HeldLocks;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.acquire.FileSource;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.queue.Deadline;
import org.jspecify.annotations.Nullable;

/** Several files that are to be locked together. */
public final class FilesToLock {
    private final Locks locks;
    private final List<Item> items;

    /** One file; the path is one of those that name it. */
    private record Item(Locks locks, FileSource file, String name, LockMode mode) implements LockAll.Item {
        @Override
        public @Nullable HeldFileLock tryLock(Deadline deadline) throws IOException, InterruptedException {
            return locks.tryLock(file, mode, deadline, null);
        }

        @Override
        public @Nullable HeldFileLock tryLock() throws IOException {
            return locks.tryLock(file, mode, null);
        }

        Item with(LockMode other) {
            return other == LockMode.SHARED ? this : new Item(locks, file, name, other);
        }
    }

    /** Opens each file once to find those that are the same: they are locked once, exclusively if any of them is. */
    public FilesToLock(Locks locks, Map<Path, LockMode> wanted) throws IOException {
        this.locks = locks;
        Map<Object, Item> files = new HashMap<>();
        for (Map.Entry<Path, LockMode> each : wanted.entrySet()) {
            LockMode mode = Objects.requireNonNull(each.getValue(), "mode");
            FileSource file = locks.file(Objects.requireNonNull(each.getKey(), "path"));
            OpenFile open = file.use();
            try {
                Item item = new Item(locks, file, name(each.getKey()), mode);
                files.merge(open.queue, item, (one, other) -> one.with(other.mode));
            } finally {
                file.done(open);
            }
        }
        this.items = new ArrayList<>(files.values());
        items.sort(Comparator.comparing(Item::name));
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
            throw locks.timeout(busy.file, busy.mode, deadline);
        }
        return held;
    }
}
