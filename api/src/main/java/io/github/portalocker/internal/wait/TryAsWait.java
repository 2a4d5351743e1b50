package io.github.portalocker.internal.wait;

import java.io.IOException;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** An attempt that a server may leave without an answer; a caller that cannot wait for one leaves it to itself. */
public record TryAsWait(LockHandle handle, LockMode mode) implements PendingWait {
    @Override
    public @Nullable Grant await() throws IOException {
        return handle.tryLock(mode);
    }

    @Override
    public boolean mayBeUnresponsive() {
        return true;
    }

    /** No signal ends a call that asks a server. */
    @Override
    public boolean cancel() {
        return false;
    }
}
