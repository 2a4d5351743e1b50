package io.github.portalocker.ffm;

import com.google.auto.service.AutoService;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;

/**
 * {@code ffm-flock}: what {@code posix-flock} does, without JNA and faster; the two exclude each other.
 *
 * @since 0.1.0
 */
@AutoService(LockBackend.class)
public final class FfmFlockBackend extends PosixLockBackend {
    /** For {@link java.util.ServiceLoader}; loads nothing native yet. */
    public FfmFlockBackend() {
        super("ffm-flock", 210, LockProtocol.FLOCK, new FfmAccess());
    }
}
