package com.example;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.github.portalocker.NamedLocks;
import org.eclipse.aether.named.NamedLockKey;
import org.eclipse.aether.named.support.NamedLockFactorySupport;
import org.eclipse.aether.named.support.NamedLockSupport;
import org.eclipse.aether.named.support.ReadWriteLockNamedLock;

/**
 * Locks of Maven's resolver that all processes heed which use the same {@link NamedLocks}.
 *
 * <p>The resolver wants locks that are reentrant, belong to a thread and cannot be upgraded: just what {@code readWriteLock} gives.
 */
final class PortalockerNamedLockFactory extends NamedLockFactorySupport {
    static final String NAME = "portalocker";

    private final NamedLocks locks;

    /** Closes the locks when the resolver is shut down. */
    PortalockerNamedLockFactory(NamedLocks locks) {
        this.locks = locks;
    }

    @Override
    protected NamedLockSupport createLock(NamedLockKey key) {
        return new ReadWriteLockNamedLock(key, this, locks.readWriteLock(key.name()));
    }

    @Override
    protected void doShutdown() {
        try {
            locks.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
