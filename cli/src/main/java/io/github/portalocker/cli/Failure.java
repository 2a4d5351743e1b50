package io.github.portalocker.cli;

import java.nio.file.FileSystemException;

import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.LockException;
import io.github.portalocker.LockNotSupportedException;

/**
 * How something that went wrong is told.
 *
 * @param exitCode one of {@link ExitCode}
 * @param message one line; more only for a list of backends
 */
record Failure(int exitCode, String message) {
    static Failure of(Throwable problem) {
        String message = String.valueOf(problem.getMessage());
        if (problem instanceof BackendUnavailableException) {
            return new Failure(ExitCode.UNAVAILABLE, message);
        }
        if (problem instanceof LockNotSupportedException) {
            return new Failure(ExitCode.CANNOT_LOCK, Output.oneLine(message));
        }
        if (problem instanceof LockException lock) {
            boolean isOpen = lock.operation().equals("lock");
            return new Failure(isOpen ? ExitCode.CANNOT_LOCK : ExitCode.CANNOT_OPEN, Output.oneLine(message));
        }
        if (problem instanceof CommandException failure) {
            return new Failure(failure.exitCode(), Output.oneLine(message));
        }
        if (problem instanceof FileSystemException) { // the message begins with the file
            return new Failure(ExitCode.CANNOT_OPEN, Output.oneLine(message));
        }
        return new Failure(ExitCode.SOFTWARE, Output.oneLine(Main.internalError(problem)));
    }
}
