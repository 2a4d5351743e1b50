package io.github.portalocker.ffm;

import com.google.auto.service.AutoService;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;

/**
 * {@code ffm-ofd}: what {@code posix-ofd} does, without JNA and faster; the two exclude each other.
 *
 * @since 0.1.0
 */
@AutoService(LockBackend.class)
public final class FfmOfdBackend extends PosixLockBackend {
    /** For {@link java.util.ServiceLoader}; loads nothing native yet. */
    public FfmOfdBackend() {
        super("ffm-ofd", 205, LockProtocol.OFD, new FfmAccess());
    }
}
