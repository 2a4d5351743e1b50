package io.github.portalocker.internal.names;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
import io.github.portalocker.spi.LockServer;
import org.jspecify.annotations.Nullable;

/**
 * Locks on names that a server keeps.
 *
 * <p>All threads that want the same name at the same time share one handle: the server sees one holder or waiter of each name
 * and JVM.
 */
public final class ServerStore implements NameStore {
    private final LockServer server;
    private final String place;
    private final ServerLocks locks;
    private final Map<String, OpenName> names = new HashMap<>(); // guarded by itself

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

    private OpenName use(String name) throws IOException {
        synchronized (names) {
            OpenName known = names.get(name);
            if (known != null && !known.lock.isLost() && known.addUser()) {
                return known;
            }
            OpenName fresh = new OpenName(server, name, server.open(name), this::forget);
            names.put(name, fresh);
            return fresh;
        }
    }

    /** Unless another one has taken its place, because it has lost its lock. */
    private void forget(OpenName closed) {
        synchronized (names) {
            names.remove(closed.name, closed);
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
        public OpenLock use() throws IOException {
            return ServerStore.this.use(name);
        }

        /** A handle that has lost its lock gets no other. */
        @Override
        public boolean accepts(OpenLock open, @Nullable Hold hold) {
            return hold != null || !open.lock.isLost();
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
