package io.github.portalocker.spi;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong in one operation of a backend: the material of an exception's message.
 *
 * <p>Immutable. Serializable as part of that exception. Where the path means nothing to the reading system, only the message
 * and {@link #subject()} still have it.
 *
 * @since 0.1.0
 */
public final class Failure implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String CHANNEL = "the file of the given channel";

    // transient: a Form is written in place of this object
    private final transient @Nullable Path path;
    private final transient String operation;
    private final transient String subject;
    private final transient String backend;
    private final transient int nativeCode;
    private final transient @Nullable String nativeName;
    private final transient String reason;
    private final transient @Nullable String remedy;

    private Failure(Form form, @Nullable Path path) {
        this.path = path;
        this.operation = Objects.requireNonNull(form.operation, "operation");
        this.subject = Objects.requireNonNull(form.subject, "subject");
        this.backend = Objects.requireNonNull(form.backend, "backend");
        this.nativeCode = form.nativeCode;
        this.nativeName = form.nativeName;
        this.reason = Objects.requireNonNull(form.reason, "reason");
        this.remedy = form.remedy;
    }

    /**
     * {@return a failure of an operation on a file, without an error code of the operating system}
     *
     * @param operation what was attempted, a verb
     * @param path the file, or null for a channel whose path is unknown
     * @param backend the name of the backend
     * @param reason the cause in words, without a trailing full stop
     * @param remedy what the reader can do about it, or null when nothing useful is known
     */
    public static Failure of(
            String operation, @Nullable Path path, String backend, String reason, @Nullable String remedy) {
        String subject = path == null ? CHANNEL : path.toString();
        return new Failure(new Form(operation, null, subject, backend, 0, null, reason, remedy), path);
    }

    /**
     * {@return a failure of an operation on a name}
     *
     * @param operation what was attempted, a verb
     * @param name of the lock
     * @param path the file that stands for it, or null for none
     * @param backend the name of the backend or server
     * @param reason the cause in words, without a trailing full stop
     * @param remedy what the reader can do about it, or null when nothing useful is known
     */
    public static Failure ofName(
            String operation,
            String name,
            @Nullable Path path,
            String backend,
            String reason,
            @Nullable String remedy) {
        return new Failure(new Form(operation, null, name, backend, 0, null, reason, remedy), path);
    }

    /**
     * {@return this failure with the error code of the operating system}
     *
     * @param code errno, or the Windows error code; 0 for none
     * @param name of that code, such as {@code "ENOLCK"}, or null
     */
    public Failure withCode(int code, @Nullable String name) {
        return new Failure(new Form(operation, null, subject, backend, code, name, reason, remedy), path);
    }

    /** {@return what was attempted, a verb: {@code "open"}, {@code "lock"}, {@code "unlock"}} */
    public String operation() {
        return operation;
    }

    /** {@return the file; null for a channel whose path is unknown, and for a name that no file stands for} */
    public @Nullable Path path() {
        return path;
    }

    /** {@return what the operation was on, for messages} */
    public String subject() {
        return subject;
    }

    /** {@return the name of the backend or server} */
    public String backend() {
        return backend;
    }

    /** {@return the error code of the operating system, or 0 when there is none} */
    public int nativeCode() {
        return nativeCode;
    }

    /** {@return the name of that code, such as {@code "ENOLCK"}, or null} */
    public @Nullable String nativeName() {
        return nativeName;
    }

    /** {@return the cause in words, without a trailing full stop} */
    public String reason() {
        return reason;
    }

    /** {@return what the reader can do about it, or null when nothing useful is known} */
    public @Nullable String remedy() {
        return remedy;
    }

    /** {@return one line: operation, subject, reason, code and backend, remedy} */
    public String message() {
        StringBuilder text = new StringBuilder("cannot ").append(operation);
        text.append(' ').append(subject).append(": ").append(reason).append(" (");
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

    @Override
    public String toString() {
        return message();
    }

    /**
     * {@return what is written in place of this object}
     */
    private Object writeReplace() {
        return new Form(operation, SerialPath.of(path), subject, backend, nativeCode, nativeName, reason, remedy);
    }

    /**
     * What is written: a {@link Path} itself is not serializable, and a record may have more components one day.
     */
    @SuppressWarnings("doclint:missing")
    private record Form(
            String operation,
            @Nullable SerialPath path,
            String subject,
            String backend,
            int nativeCode,
            @Nullable String nativeName,
            String reason,
            @Nullable String remedy)
            implements Serializable {

        private Object readResolve() {
            return new Failure(this, path == null ? null : path.path());
        }
    }
}
