package io.github.portalocker.internal.names;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.LockServer;
import io.github.portalocker.spi.LockUri;

/** Locks in the memory of this JVM, for tests of applications: each connection is a client of its own, as another process would be. */
final class MemoryServer implements LockServer {
    static final String SCHEME = "memory";

    private static final LockDomain DOMAIN = new LockDomain("MEMORY");

    /** By the path of the URI; kept until the JVM ends, so that tokens go on rising. */
    private static final ConcurrentHashMap<String, MemoryTable> TABLES = new ConcurrentHashMap<>();

    private final MemoryTable table;

    private MemoryServer(MemoryTable table) {
        this.table = table;
    }

    static MemoryServer connect(LockUri uri) {
        uri.requireParameters(Set.of());
        if (!uri.hosts().isEmpty()) {
            throw new IllegalArgumentException(
                    "memory: is within this JVM and has no host; write memory: or memory:name");
        }
        return new MemoryServer(TABLES.computeIfAbsent(uri.path(), unused -> new MemoryTable()));
    }

    @Override
    public String name() {
        return SCHEME;
    }

    @Override
    public Set<LockDomain> domains() {
        return Set.of(DOMAIN);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KERNEL_WAIT);
    }

    @Override
    public LockHandle open(String name) {
        return new MemoryHandle(table, this, name);
    }

    @Override
    public List<LockHolder> holders(String name, Duration limit) {
        long pid = ProcessHandle.current().pid();
        return table.modes(name).stream()
                .map(mode ->
                        LockHolder.of(DOMAIN, LockRange.WHOLE_FILE).withPid(pid).withMode(mode))
                .toList();
    }

    @Override
    public void close() {
        table.releaseAll(this);
    }
}
