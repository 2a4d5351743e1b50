package io.github.portalocker.internal.handle;

import java.util.function.Consumer;

import io.github.portalocker.LockRange;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.LockSystem;
import org.jspecify.annotations.Nullable;

/** A name that is open on a lock server. */
public final class OpenName extends OpenLock {
    public final String name;

    private final Consumer<OpenName> onClose;

    /** Takes over a name that the server opened. */
    public OpenName(LockSystem server, String name, LockHandle handle, Consumer<OpenName> onClose) {
        super(server, LockRange.WHOLE_FILE, handle);
        this.name = name;
        this.onClose = onClose;
        queue.add(this);
    }

    @Override
    void forget() {
        onClose.accept(this);
    }

    @Override
    Hold newHold(LockRequest request) {
        return new Hold(this, request);
    }

    /** A name stays what it is. */
    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    String reasonIfNotCurrent() {
        throw new AssertionError("a name does not change");
    }

    @Override
    public String subject() {
        return name;
    }

    @Override
    public Failure failure(String operation, String reason, @Nullable String remedy) {
        return Failure.ofName(operation, name, null, system.name(), reason, remedy);
    }
}
