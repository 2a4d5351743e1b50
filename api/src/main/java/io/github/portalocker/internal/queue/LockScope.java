package io.github.portalocker.internal.queue;

/** What a {@code LockFile} has in common with the locks that were taken through it: its close ends waits for them. */
public final class LockScope {
    private volatile boolean closed;

    public boolean isClosed() {
        return closed;
    }

    /** Once closed, it stays so. */
    public void close() {
        closed = true;
    }
}
