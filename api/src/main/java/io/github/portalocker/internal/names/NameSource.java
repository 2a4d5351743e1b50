package io.github.portalocker.internal.names;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.internal.acquire.LockSource;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.LockRequest;
import org.jspecify.annotations.Nullable;

/** What is locked for a name, as one of the {@link DefaultNamedLocks}. */
record NameSource(DefaultNamedLocks locks, String name, LockSource<?> kept) implements LockSource<HeldNamedLock> {
    @Override
    public OpenLock use(LockRequest request) throws IOException {
        OpenLock open = kept.use(request);
        locks.used(open);
        return open;
    }

    @Override
    public boolean accepts(OpenLock open, LockRequest request, @Nullable Hold hold) throws IOException {
        return kept.accepts(open, request, hold);
    }

    @Override
    public HeldNamedLock handOut(Hold hold) {
        return locks.acquired(new NamedLock(name, hold, locks));
    }

    @Override
    public void done(OpenLock open) throws IOException {
        locks.done(open);
        kept.done(open);
    }

    @Override
    public boolean mayBlock() {
        return kept.mayBlock();
    }

    @Override
    public @Nullable Path pathIfKnown() {
        return kept.pathIfKnown();
    }
}
