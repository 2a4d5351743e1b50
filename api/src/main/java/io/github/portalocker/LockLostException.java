package io.github.portalocker;

import io.github.portalocker.spi.Failure;

/**
 * A lock does not exclude others any more: it was released, its server has dropped it, or its file was replaced.
 *
 * @since 0.1.0
 */
public final class LockLostException extends LockException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what happened.
     *
     * @param failure the material of the message
     */
    public LockLostException(Failure failure) {
        super(failure);
    }
}
