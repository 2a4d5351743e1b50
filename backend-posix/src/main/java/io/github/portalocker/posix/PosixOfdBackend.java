package io.github.portalocker.posix;

import com.google.auto.service.AutoService;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;

/**
 * {@code posix-ofd}: open-file-description locks of fcntl(2) on the whole file, which exclude {@code FileChannel.lock}, lockf(3)
 * and SQLite, and which other code of the JVM cannot drop by closing the file.
 *
 * @since 0.1.0
 */
@AutoService(LockBackend.class)
public final class PosixOfdBackend extends PosixLockBackend {
    /** For {@link java.util.ServiceLoader}; loads nothing native yet. */
    public PosixOfdBackend() {
        super("posix-ofd", 105, LockProtocol.OFD, new JnaAccess());
    }
}
