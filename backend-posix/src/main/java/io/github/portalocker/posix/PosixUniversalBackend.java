package io.github.portalocker.posix;

import com.google.auto.service.AutoService;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;

/**
 * {@code posix-universal}: flock(2) and an open-file-description lock, which together exclude all programs that lock; on local file systems of
 * Linux only.
 *
 * @since 0.1.0
 */
@AutoService(LockBackend.class)
public final class PosixUniversalBackend extends PosixLockBackend {
    /** For {@link java.util.ServiceLoader}; loads nothing native yet. */
    public PosixUniversalBackend() {
        super("posix-universal", 100, LockProtocol.UNIVERSAL, new JnaAccess());
    }
}
