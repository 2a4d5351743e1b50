package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockLostException;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FSLockFactory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * Locks of Lucene's directories that are not dropped when other code in the JVM reads {@code write.lock}.
 *
 * <p>Locks of kind {@code ofd} exclude programs that still use Lucene's own factory, so they can be changed one by one.
 */
public final class PortalockerLockFactory extends FSLockFactory {
    private final FileLocker locker = FileLocker.builder().backend("ofd").build();

    @Override
    protected Lock obtainFSLock(FSDirectory directory, String name) throws IOException {
        Files.createDirectories(directory.getDirectory());
        Path file = directory.getDirectory().resolve(name);
        HeldFileLock held = locker.tryLock(file, EXCLUSIVE);
        if (held == null) {
            throw new LockObtainFailedException("Lock held by another index writer: " + file);
        }
        return new Held(held);
    }

    /** Any thread may close it, as Lucene expects. */
    private static final class Held extends Lock {
        private final HeldFileLock held;

        Held(HeldFileLock held) {
            this.held = held;
        }

        /** Lucene asks before it writes. */
        @Override
        public void ensureValid() throws IOException {
            try {
                held.ensureValid();
            } catch (LockLostException e) {
                // It was closed, its file was replaced, or the server of a network file system has dropped it.
                throw new AlreadyClosedException(e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            held.close();
        }
    }
}
