package io.github.portalocker.spi;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong in one operation of a backend: the material of an exception's message.
 *
 * <p>Serializable as part of that exception. Where the path means nothing to the reading system, only the message still has it.
 *
 * @param operation what was attempted, a verb: {@code "open"}, {@code "lock"}, {@code "unlock"}
 * @param path the file, or null for a channel whose path is unknown
 * @param backend the name of the backend
 * @param nativeCode the error code of the operating system, or 0 when there is none
 * @param nativeName the name of that code, such as {@code "ENOLCK"}, or null
 * @param reason the cause in words, without a trailing full stop
 * @param remedy what the reader can do about it, or null when nothing useful is known
 * @since 0.1.0
 */
public record Failure(
        String operation,
        @Nullable Path path,
        String backend,
        int nativeCode,
        @Nullable String nativeName,
        String reason,
        @Nullable String remedy)
        implements Serializable {

    /** Checks that the required parts are there. */
    public Failure {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * {@return a failure without an error code of the operating system}
     *
     * @param operation what was attempted, a verb
     * @param path the file, or null for a channel whose path is unknown
     * @param backend the name of the backend
     * @param reason the cause in words, without a trailing full stop
     * @param remedy what the reader can do about it, or null when nothing useful is known
     */
    public static Failure of(
            String operation, @Nullable Path path, String backend, String reason, @Nullable String remedy) {
        return new Failure(operation, path, backend, 0, null, reason, remedy);
    }

    /** {@return one line: operation, file, reason, code and backend, remedy} */
    public String message() {
        StringBuilder text = new StringBuilder("cannot ").append(operation);
        text.append(' ').append(path == null ? "the file of the given channel" : path);
        text.append(": ").append(reason).append(" (");
        if (nativeName != null) {
            text.append(nativeName).append(' ').append(nativeCode).append(", ");
        } else if (nativeCode != 0) {
            text.append("error ").append(nativeCode).append(", ");
        }
        text.append("backend ").append(backend).append(')');
        if (remedy != null) {
            text.append("; ").append(remedy);
        }
        return text.toString();
    }

    private Object writeReplace() {
        return new Form(operation, SerialPath.of(path), backend, nativeCode, nativeName, reason, remedy);
    }

    /** What is written: a {@link Path} itself is not serializable. */
    private record Form(
            String operation,
            @Nullable SerialPath path,
            String backend,
            int nativeCode,
            @Nullable String nativeName,
            String reason,
            @Nullable String remedy)
            implements Serializable {

        private Object readResolve() {
            return new Failure(
                    operation, path == null ? null : path.path(), backend, nativeCode, nativeName, reason, remedy);
        }
    }
}
