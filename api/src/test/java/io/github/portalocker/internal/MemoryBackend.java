package io.github.portalocker.internal;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.portalocker.Availability;
import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockMode;
import io.github.portalocker.spi.KernelWait;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/** Locks in the memory of this JVM, whose server can lose them, be slow, or fail in the middle of a wait. */
final class MemoryBackend implements LockBackend {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "memory" + COUNT.incrementAndGet();
    private final Map<Path, Set<Handle>> locks = new ConcurrentHashMap<>();
    final Map<Path, Set<Handle>> open = new ConcurrentHashMap<>();

    /** Makes the waits of a handle; null for those that are polled. */
    volatile Function<Handle, @Nullable KernelWait> waits = handle -> null;

    /** Called by whatever asks the server, with what it asks for. */
    volatile Consumer<String> server = call -> {};

    volatile boolean isRemote;

    /** One descriptor. */
    final class Handle implements LockHandle {
        private final Path path;
        private @Nullable LockMode mode; // guarded by the locks of the path
        private volatile boolean lost;

        Handle(Path path) {
            this.path = path;
        }

        @Override
        public boolean tryLock(LockMode wanted) {
            server.accept("try");
            Set<Handle> holders = locksOn(path);
            synchronized (holders) {
                boolean free = holders.stream()
                        .allMatch(
                                other -> other == this || (other.mode == LockMode.SHARED && wanted == LockMode.SHARED));
                if (free) {
                    mode = wanted;
                    lost = false;
                    holders.add(this);
                }
                return free;
            }
        }

        @Override
        public void unlock() {
            server.accept("unlock");
            drop();
        }

        private void drop() {
            Set<Handle> holders = locksOn(path);
            synchronized (holders) {
                holders.remove(this);
            }
        }

        /** The server drops the lock, and tells. */
        void lose() {
            drop();
            lost = true;
        }

        @Override
        public boolean isKnownLost() {
            return lost;
        }

        @Override
        public @Nullable KernelWait newWait(LockMode wanted) {
            return waits.apply(this);
        }

        @Override
        public boolean mayBlock() {
            return isRemote;
        }

        @Override
        public Object identity() {
            return path;
        }

        @Override
        public boolean namesSameFile() {
            return true;
        }

        @Override
        public FileChannel channel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            server.accept("close");
            drop();
            Set<Handle> handles = open.get(path);
            synchronized (handles) {
                handles.remove(this);
            }
        }
    }

    private Set<Handle> locksOn(Path path) {
        return locks.computeIfAbsent(path, key -> new HashSet<>());
    }

    /** The handle that has the only lock on a file. */
    Handle holder(Path path) {
        Set<Handle> holders = locksOn(path);
        synchronized (holders) {
            return holders.iterator().next();
        }
    }

    boolean isFree(Path path) {
        Set<Handle> holders = locksOn(path);
        synchronized (holders) {
            return holders.isEmpty();
        }
    }

    int openHandles(Path path) {
        Set<Handle> handles = open.getOrDefault(path, Set.of());
        synchronized (handles) {
            return handles.size();
        }
    }

    /** As another process would lock it. */
    Handle elsewhere(Path path) {
        return new Handle(path);
    }

    @Override
    public LockHandle open(Path path, OpenOptions options) {
        server.accept("open");
        Handle handle = new Handle(path);
        Set<Handle> handles = open.computeIfAbsent(path, key -> new HashSet<>());
        synchronized (handles) {
            handles.add(handle);
        }
        return handle;
    }

    @Override
    public boolean openMayBlock(Path path) {
        return isRemote;
    }

    @Override
    public LockHandle adopt(FileChannel channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Set<LockDomain> domains() {
        return Set.of(new LockDomain("MEMORY"));
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KERNEL_WAIT);
    }

    @Override
    public Availability availability() {
        return new Availability.Available();
    }
}
