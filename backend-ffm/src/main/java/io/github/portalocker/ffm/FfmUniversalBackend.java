package io.github.portalocker.ffm;

import com.google.auto.service.AutoService;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;

/**
 * {@code ffm-universal}: what {@code posix-universal} does, without JNA and faster; the two exclude each other.
 *
 * @since 0.1.0
 */
@AutoService(LockBackend.class)
public final class FfmUniversalBackend extends PosixLockBackend {
    /** For {@link java.util.ServiceLoader}; loads nothing native yet. */
    public FfmUniversalBackend() {
        super("ffm-universal", 200, LockProtocol.UNIVERSAL, new FfmAccess());
    }
}
