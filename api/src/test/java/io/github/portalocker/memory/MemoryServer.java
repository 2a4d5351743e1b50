package io.github.portalocker.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.LockServer;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** A lock server that keeps the locks of names as a {@link MemoryBackend} keeps those of files, with tokens, and tells of losses. */
public final class MemoryServer implements LockServer {
    /** What it keeps the locks in: scripts, losses, other clients. */
    public final MemoryBackend backend;

    private final Map<String, MemoryHandle> handles = new ConcurrentHashMap<>();

    /** One client of it. */
    public MemoryServer(MemoryBackend backend) {
        this.backend = backend;
    }

    /** The locks on names of this client. */
    public NamedLocks locks() {
        return NamedLocks.on(this);
    }

    @Override
    public String name() {
        return MemoryBackend.NAME;
    }

    @Override
    public Set<LockDomain> domains() {
        return backend.domains();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public LockHandle open(String name) throws IOException {
        Path path = Path.of(name);
        return backend.script.perform(
                Operation.OPEN,
                () -> new Handle(
                        new MemoryHandle(backend, backend.files.open(path, LockRange.WHOLE_FILE), path), name));
    }

    /** What carries the lock of the name: of the handle that was opened last. */
    Description description(String name) {
        return handles.get(name).description;
    }

    @Override
    public List<LockHolder> holders(String name, Duration limit) {
        return List.of(LockHolder.of(new LockDomain("MEMORY"), LockRange.WHOLE_FILE)
                .withHost("elsewhere")
                .withPid(1));
    }

    @Override
    public void close() {}

    private final class Handle implements LockHandle {
        private final MemoryHandle handle;
        private final String name;

        Handle(MemoryHandle handle, String name) {
            this.handle = handle;
            this.name = name;
            handles.put(name, handle);
        }

        private @Nullable Grant withToken(@Nullable Grant grant, LockMode mode) {
            return grant == null ? null : new Lock(grant, mode);
        }

        @Override
        public @Nullable Grant tryLock(LockMode mode) throws IOException {
            return withToken(handle.tryLock(mode), mode);
        }

        @Override
        public boolean mayBlock() {
            return handle.mayBlock();
        }

        @Override
        public boolean mayHandOff() {
            return false;
        }

        @Override
        public @Nullable PendingWait newWait(LockMode mode) {
            PendingWait wait = handle.newWait(mode);
            return wait == null ? null : new Wait(wait, mode);
        }

        @Override
        public Object identity() {
            return name;
        }

        @Override
        public void close() throws IOException {
            handle.close();
        }

        private final class Wait implements PendingWait {
            private final PendingWait wait;
            private final LockMode mode;

            Wait(PendingWait wait, LockMode mode) {
                this.wait = wait;
                this.mode = mode;
            }

            @Override
            public @Nullable Grant await() throws IOException {
                return withToken(wait.await(), mode);
            }

            @Override
            public boolean cancel() {
                return wait.cancel();
            }

            @Override
            public boolean mayBeUnresponsive() {
                return wait.mayBeUnresponsive();
            }

            @Override
            public long longestNanos() {
                return wait.longestNanos();
            }
        }
    }

    /** One lock with a token of its own. */
    private final class Lock implements Grant {
        private final Grant grant;
        private final long token;

        Lock(Grant grant, LockMode mode) {
            this.grant = grant;
            this.token = mode == LockMode.EXCLUSIVE ? backend.lastToken.incrementAndGet() : 0;
        }

        @Override
        public void release() throws IOException {
            grant.release();
        }

        @Override
        public boolean isKnownLost() {
            return grant.isKnownLost();
        }

        @Override
        public String lossReason() {
            return "the session has ended";
        }

        @Override
        public boolean isStillHeld() throws IOException {
            return grant.isStillHeld();
        }

        @Override
        public OptionalLong token() {
            return OptionalLong.of(token);
        }

        @Override
        public void onLoss(Runnable listener) {
            grant.onLoss(listener);
        }
    }
}
