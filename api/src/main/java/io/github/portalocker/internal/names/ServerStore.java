package io.github.portalocker.internal.names;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockHolder;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.internal.Locks;
import io.github.portalocker.internal.Settings;
import io.github.portalocker.internal.acquire.LockSource;
import io.github.portalocker.internal.events.Observer;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.handle.OpenName;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.spi.LockServer;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Locks on names that a server keeps.
 *
 * <p>All threads that want the same name at the same time share one handle, so that the server sees one holder or waiter of each name and
 * JVM; but readers that come after the {@code JoinBudget} of others is spent, or after a loss, share a fresh one.
 */
public final class ServerStore implements NameStore {
    private final LockServer server;
    private final String place;
    private final ServerLocks locks;

    /** The handles of each name in use, the newest first; guarded by itself. The lists do not change. */
    private final Map<String, List<OpenName>> names = new HashMap<>();

    private ServerStore(LockServer server, String place, ServerLocks locks) {
        this.server = server;
        this.place = place;
        this.locks = locks;
    }

    /**
     * Takes over a connection to a server.
     *
     * @param place of the server, for messages
     */
    public static NamedLocks over(LockServer server, String place, Settings settings, @Nullable Observer listener) {
        return new DefaultNamedLocks(new ServerStore(server, place, new ServerLocks(server, settings, listener)));
    }

    @Override
    public Locks locks() {
        return locks;
    }

    @Override
    public LockSource<?> source(String name) {
        return new Source(name);
    }

    private OpenName use(String name, LockRequest request) throws IOException {
        while (true) {
            List<OpenName> known = known(name);
            OpenName suitable = suitable(known, request);
            if (suitable != null) {
                return suitable;
            }
            synchronized (names) {
                if (known(name) == known) { // else another thread was quicker
                    OpenName fresh = new OpenName(server, name, server.open(name), this::forget);
                    names.put(
                            name,
                            Stream.concat(Stream.of(fresh), known.stream()).toList());
                    return fresh;
                }
            }
        }
    }

    private List<OpenName> known(String name) {
        synchronized (names) {
            return names.getOrDefault(name, List.of());
        }
    }

    /** Outside the monitor, which is taken within the mutex of a lock; in use already. */
    private static @Nullable OpenName suitable(List<OpenName> known, LockRequest request) {
        for (OpenName open : ownFirst(known, request.owner())) {
            if (!open.lock.isOfNoUseTo(request) && open.addUser()) {
                return open;
            }
        }
        return null;
    }

    /** A thread that reads and wants to read again must share what it has: it would wait for a writer that waits for it. */
    private static List<OpenName> ownFirst(List<OpenName> known, @Nullable Thread owner) {
        if (owner == null || known.size() < 2) {
            return known;
        }
        Map<Boolean, List<OpenName>> parts =
                known.stream().collect(Collectors.partitioningBy(open -> open.heldBy(owner) != null));
        return Stream.of(true, false)
                .flatMap(own -> requireNonNull(parts.get(own)).stream())
                .toList();
    }

    private void forget(OpenName closed) {
        synchronized (names) {
            List<OpenName> left =
                    known(closed.name).stream().filter(open -> open != closed).toList();
            if (left.isEmpty()) {
                names.remove(closed.name);
            } else {
                names.put(closed.name, left);
            }
        }
    }

    @Override
    public List<LockHolder> holders(String name) {
        return server.holders(name, Settings.LONGEST_SEARCH);
    }

    @Override
    public List<LockHolder> waiters(String name) {
        return server.waiters(name, Settings.LONGEST_SEARCH);
    }

    /** A server keeps nothing of names that are not locked. */
    @Override
    public long purge() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    @Override
    public String toString() {
        return place;
    }

    /** One name. */
    private final class Source implements LockSource<HeldLock> {
        private final String name;

        Source(String name) {
            this.name = name;
        }

        @Override
        public OpenLock use(LockRequest request) throws IOException {
            return ServerStore.this.use(name, request);
        }

        @Override
        public boolean accepts(OpenLock open, LockRequest request, @Nullable Hold hold) {
            return hold != null || !open.lock.isOfNoUseTo(request);
        }

        @Override
        public HeldLock handOut(Hold hold) {
            return hold;
        }

        @Override
        public void done(OpenLock open) throws IOException {
            open.removeUser();
        }

        /** An attempt without a wait is made by the thread that calls. */
        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public @Nullable Path pathIfKnown() {
            return null;
        }
    }

    /** How the locks of the server are taken. */
    private static final class ServerLocks extends Locks {
        private final LockServer server;

        ServerLocks(LockServer server, Settings settings, @Nullable Observer listener) {
            super(server, settings, listener);
            this.server = server;
        }

        @Override
        protected List<LockHolder> holders(LockSource<?> source, Duration limit) {
            String name = source.name();
            return name == null ? List.of() : server.holders(name, limit);
        }
    }
}
