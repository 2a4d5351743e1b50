package io.github.portalocker.windows;

import java.nio.file.Path;

import io.github.portalocker.LockException;
import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/** The way to call Windows, and the exceptions that its answers make. */
record WindowsSystem(Kernel32 kernel32) {

    /** A negated error code of which only the general meaning is known. */
    LockException failure(String operation, @Nullable Path path, long result) {
        WindowsError error = WindowsError.of(result);
        String described = error == null ? kernel32.describe((int) -result) : error.text;
        String reason = described == null ? "the operating system answered with an error" : described;
        return failure(operation, path, result, reason, remedy(error));
    }

    LockException failure(String operation, @Nullable Path path, long result, String reason, @Nullable String remedy) {
        WindowsError error = WindowsError.of(result);
        return new LockException(Failure.of(operation, path, WindowsBackend.NAME, reason, remedy)
                .withCode((int) -result, error == null ? null : error.name()));
    }

    private static @Nullable String remedy(@Nullable WindowsError error) {
        if (error == null) {
            return null;
        }
        return switch (error) {
            case ERROR_ACCESS_DENIED -> "check the permissions of the file for the user of this process";
            case ERROR_TOO_MANY_OPEN_FILES -> "close files";
            case ERROR_PATH_NOT_FOUND -> "create the directory first";
            case ERROR_FILENAME_EXCED_RANGE -> "shorten it";
            case ERROR_WRITE_PROTECT, ERROR_NOT_SUPPORTED -> "put the lock file on another drive";
            case ERROR_DISK_FULL -> "free some space";
            case ERROR_INVALID_HANDLE, ERROR_NETNAME_DELETED -> "open the file again";
            default -> null;
        };
    }
}
