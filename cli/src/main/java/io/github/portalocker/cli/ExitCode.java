package io.github.portalocker.cli;

import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.LockException;
import io.github.portalocker.LockNotSupportedException;

/** Exit codes: flock(1)'s, which are those of BSD's {@code sysexits.h}. */
final class ExitCode {
    /** EX_USAGE. */
    static final int USAGE = 64;
    /** EX_DATAERR: the file was opened and cannot be locked. */
    static final int CANNOT_LOCK = 65;
    /** EX_NOINPUT: the lock file cannot be opened. */
    static final int CANNOT_OPEN = 66;
    /** EX_UNAVAILABLE: the command cannot be run, or there is no backend. */
    static final int UNAVAILABLE = 69;
    /** EX_SOFTWARE: a fault of this program. */
    static final int SOFTWARE = 70;
    /** Shells add the number of the signal that ended a program. */
    static final int SIGNAL = 128;

    private ExitCode() {}

    record Failure(int code, String message) {
        static Failure of(Exception exception) {
            if (exception instanceof LockNotSupportedException) {
                return new Failure(CANNOT_LOCK, exception.getMessage());
            }
            if (exception instanceof LockException lock) {
                return new Failure(lock.operation().equals("lock") ? CANNOT_LOCK : CANNOT_OPEN, lock.getMessage());
            }
            if (exception instanceof BackendUnavailableException) {
                return new Failure(UNAVAILABLE, exception.getMessage());
            }
            if (exception instanceof CommandFailure failure) {
                return new Failure(failure.code(), failure.getMessage());
            }
            return new Failure(SOFTWARE, exception.toString());
        }
    }

    /** A failure with an exit code of its own. */
    static final class CommandFailure extends Exception {
        private static final long serialVersionUID = 1L;

        private final int code;

        CommandFailure(int code, String message) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
