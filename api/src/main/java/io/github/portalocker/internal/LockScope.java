package io.github.portalocker.internal;

/** What a {@code LockFile} has in common with the locks that were taken through it: its close ends waits for them. */
final class LockScope {
    private volatile boolean closed;

    boolean isClosed() {
        return closed;
    }

    /** Once closed, it stays so. */
    void close() {
        closed = true;
    }
}
