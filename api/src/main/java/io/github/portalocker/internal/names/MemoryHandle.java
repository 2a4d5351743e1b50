package io.github.portalocker.internal.names;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** A name in a {@link MemoryTable}, for one client. */
record MemoryHandle(MemoryTable table, Object client, String name) implements LockHandle {
    @Override
    public @Nullable Grant tryLock(LockMode mode) {
        return table.tryLock(name, client, mode);
    }

    @Override
    public PendingWait newWait(LockMode mode) {
        return table.newWait(name, client, mode);
    }

    /** Each lock has a token of its own. */
    @Override
    public boolean mayHandOff() {
        return false;
    }

    @Override
    public Object identity() {
        return name;
    }

    @Override
    public void close() {}
}
