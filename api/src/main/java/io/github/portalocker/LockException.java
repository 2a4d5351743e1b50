package io.github.portalocker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A lock operation failed for a reason other than contention.
 *
 * <p>The message names the operation, the file or name, the cause, the code of the operating system and its name, and the remedy
 * where one is known. Contention is never reported by this class itself: it is null, or a
 * {@link LockTimeoutException}. All messages with causes and remedies: {@code docs/errors.md}, or
 * <a href="https://github.com/portalocker/portalocker-java/blob/main/docs/errors.md#lockexception">on the web</a>.
 *
 * @since 0.1.0
 */
public class LockException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What failed, and why. */
    private final Failure failure;

    /**
     * Wraps a failure that a backend met.
     *
     * @param failure the material of the message
     */
    public LockException(Failure failure) {
        this(failure, null);
    }

    /**
     * Wraps a failure that a backend met, with its cause.
     *
     * @param failure the material of the message
     * @param cause what was thrown on the way; null for nothing
     */
    public LockException(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** With a message that says more than the failure. */
    LockException(String message, Failure failure) {
        super(message);
        this.failure = failure;
    }

    /** {@return the operation that failed: {@code "open"}, {@code "lock"}, {@code "unlock"} and the like} */
    public final String operation() {
        return failure.operation();
    }

    /** {@return what the operation was on: the path of the file, or the name of the lock; for messages} */
    public final String subject() {
        return failure.subject();
    }

    /** {@return the file; empty for a channel that the caller opened, whose path is not known, and for a name on a server} */
    public final Optional<Path> path() {
        return Optional.ofNullable(failure.path());
    }

    /** {@return the name of the backend or server that met the failure} */
    public final String backend() {
        return failure.backend();
    }

    /** {@return the error code of the operating system (errno, or the Windows error code), where there is one} */
    public final OptionalInt nativeCode() {
        return failure.nativeCode() == 0 ? OptionalInt.empty() : OptionalInt.of(failure.nativeCode());
    }

    /** {@return the name of {@link #nativeCode()}, such as {@code "ENOLCK"}, where it is known} */
    public final Optional<String> nativeName() {
        return Optional.ofNullable(failure.nativeName());
    }

    /** {@return what the reader can do about it, where something useful is known; also the end of the message} */
    public final Optional<String> remedy() {
        return Optional.ofNullable(failure.remedy());
    }
}
