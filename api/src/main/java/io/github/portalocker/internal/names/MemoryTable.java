package io.github.portalocker.internal.names;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** Locks of several clients on names: those that wait are served in the order in which they came. */
final class MemoryTable {
    private final ReentrantLock mutex = new ReentrantLock();
    private final Condition changed = mutex.newCondition();

    // guarded by the mutex
    private final Map<String, List<Entry>> entries = new HashMap<>();
    private long lastToken;

    /** A lock, or a wait for one. */
    private final class Entry implements Grant {
        final String name;
        final Object client;
        final LockMode mode;
        boolean granted; // guarded by the mutex
        private long token; // guarded by the mutex, until it is granted

        Entry(String name, Object client, LockMode mode) {
            this.name = name;
            this.client = client;
            this.mode = mode;
        }

        void grant() {
            granted = true;
            token = ++lastToken;
        }

        @Override
        public OptionalLong token() {
            return OptionalLong.of(token);
        }

        @Override
        public void release() {
            remove(this);
        }
    }

    /** One attempt. */
    @Nullable
    Grant tryLock(String name, Object client, LockMode mode) {
        mutex.lock();
        try {
            List<Entry> others = entries.computeIfAbsent(name, unused -> new ArrayList<>());
            Entry entry = new Entry(name, client, mode);
            if (others.stream().anyMatch(other -> other.granted && conflict(other, entry))) {
                return null;
            }
            entry.grant();
            others.add(entry);
            return entry;
        } finally {
            mutex.unlock();
        }
    }

    private static boolean conflict(Entry one, Entry other) {
        return one.mode == LockMode.EXCLUSIVE || other.mode == LockMode.EXCLUSIVE;
    }

    /** A wait, which is in the queue from its begin on. */
    PendingWait newWait(String name, Object client, LockMode mode) {
        return new Wait(new Entry(name, client, mode));
    }

    private final class Wait implements PendingWait {
        private final Entry entry;
        private boolean cancelled; // guarded by the mutex

        Wait(Entry entry) {
            this.entry = entry;
        }

        @Override
        public @Nullable Grant await() {
            mutex.lock();
            try {
                entries.computeIfAbsent(entry.name, unused -> new ArrayList<>()).add(entry);
                grantWhatIsFree(entry.name);
                while (!entry.granted && !cancelled) {
                    changed.awaitUninterruptibly();
                }
                if (!entry.granted) {
                    remove(entry);
                }
                return entry.granted ? entry : null;
            } finally {
                mutex.unlock();
            }
        }

        @Override
        public boolean cancel() {
            mutex.lock();
            try {
                cancelled = true;
                changed.signalAll();
                return true;
            } finally {
                mutex.unlock();
            }
        }
    }

    private void remove(Entry entry) {
        mutex.lock();
        try {
            List<Entry> others = entries.get(entry.name);
            if (others != null && others.remove(entry)) {
                grantWhatIsFree(entry.name);
                if (others.isEmpty()) {
                    entries.remove(entry.name);
                }
            }
        } finally {
            mutex.unlock();
        }
    }

    /** Under the mutex: each waits for those before it that conflict, and for all that have a conflicting lock. */
    private void grantWhatIsFree(String name) {
        List<Entry> all = entries.getOrDefault(name, List.of());
        for (int i = 0; i < all.size(); i++) {
            Entry entry = all.get(i);
            List<Entry> before = all.subList(0, i);
            if (!entry.granted
                    && before.stream().noneMatch(other -> conflict(other, entry))
                    && all.stream().noneMatch(other -> other.granted && conflict(other, entry))) {
                entry.grant();
            }
        }
        changed.signalAll();
    }

    /** The modes of the locks on a name. */
    List<LockMode> modes(String name) {
        mutex.lock();
        try {
            return entries.getOrDefault(name, List.of()).stream()
                    .filter(entry -> entry.granted)
                    .map(entry -> entry.mode)
                    .toList();
        } finally {
            mutex.unlock();
        }
    }

    /** The client has gone. */
    void releaseAll(Object client) {
        mutex.lock();
        try {
            List.copyOf(entries.values()).stream()
                    .flatMap(all -> List.copyOf(all).stream())
                    .filter(entry -> entry.granted && entry.client == client)
                    .forEach(this::remove);
        } finally {
            mutex.unlock();
        }
    }
}
