package io.github.portalocker.internal.queue;

import org.jspecify.annotations.Nullable;

/** What a {@code LockFile} has in common with the locks that are taken through it: its close ends waits for them. */
public final class LockScope {
    private final @Nullable LockScope parent;
    private volatile boolean closed;

    /** Of a {@code LockFile}, or within the one that it is a view of. */
    public LockScope(@Nullable LockScope parent) {
        this.parent = parent;
    }

    public boolean isClosed() {
        return closed || (parent != null && parent.isClosed());
    }

    /** Whether it is that scope, or one within it. */
    public boolean isWithin(LockScope scope) {
        return this == scope || (parent != null && parent.isWithin(scope));
    }

    /** Once closed, it stays so. */
    public void close() {
        closed = true;
    }
}
