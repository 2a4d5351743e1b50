package io.github.portalocker;

import io.github.portalocker.spi.Failure;

/**
 * The lock was held by others until the deadline; nothing was acquired and the file is untouched.
 *
 * <p>After a wait of 20 ms or more, where the operating system tells, the message ends with who holds it, command lines included, unless the system property
 * {@code portalocker.holders} is {@code off}.
 *
 * @since 0.1.0
 */
public final class LockTimeoutException extends LockException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what was waited for.
     *
     * @param failure the material of the message
     */
    public LockTimeoutException(Failure failure) {
        super(failure);
    }

    /**
     * Says what was waited for, and who held it at the end; nothing if that is not known.
     *
     * @param failure the material of the message
     * @param holders the end of a sentence; empty if nobody is known
     */
    public LockTimeoutException(Failure failure, String holders) {
        super(holders.isEmpty() ? failure.message() : failure.message() + "; held by " + holders, failure);
    }
}
