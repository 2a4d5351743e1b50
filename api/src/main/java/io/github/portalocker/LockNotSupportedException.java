package io.github.portalocker;

import io.github.portalocker.spi.Failure;

/**
 * The file system cannot give such a lock (ENOLCK, ENOSYS, EOPNOTSUPP and their like).
 *
 * <p>The library fails closed: it never pretends to hold a lock that does not lock.
 *
 * @since 0.1.0
 */
public final class LockNotSupportedException extends LockException {
    private static final long serialVersionUID = 1L;

    /**
     * Wraps a failure that a backend met.
     *
     * @param failure the material of the message
     */
    public LockNotSupportedException(Failure failure) {
        super(failure);
    }
}
