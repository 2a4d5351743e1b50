package io.github.portalocker.posix;

import com.google.auto.service.AutoService;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;

/**
 * {@code posix-flock}: flock(2), the lock of Python's {@code fcntl.flock}, Go, Rust, cargo and flock(1).
 *
 * @since 0.1.0
 */
@AutoService(LockBackend.class)
public final class PosixFlockBackend extends PosixLockBackend {
    /** For {@link java.util.ServiceLoader}; loads nothing native yet. */
    public PosixFlockBackend() {
        super("posix-flock", 110, LockProtocol.FLOCK, new JnaAccess());
    }
}
