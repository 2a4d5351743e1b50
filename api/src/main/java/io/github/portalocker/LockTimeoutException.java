package io.github.portalocker;

import io.github.portalocker.spi.Failure;

/**
 * The lock was held by others until the deadline; nothing was acquired and the file is untouched.
 *
 * @since 0.1.0
 */
public final class LockTimeoutException extends LockException {
    private static final long serialVersionUID = 1L;

    /** Says what was waited for. */
    public LockTimeoutException(Failure failure) {
        super(failure);
    }
}
