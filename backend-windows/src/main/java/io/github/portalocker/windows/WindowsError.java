package io.github.portalocker.windows;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** Windows error codes that mean something to lock files; the constants have their names in winerror.h. */
enum WindowsError {
    ERROR_FILE_NOT_FOUND(2, "the file does not exist"),
    ERROR_PATH_NOT_FOUND(3, "its directory does not exist"),
    ERROR_TOO_MANY_OPEN_FILES(4, "too many files are open"),
    ERROR_ACCESS_DENIED(5, "permission denied"),
    ERROR_INVALID_HANDLE(6, "its handle is not valid any more: other code of this process closed it"),
    ERROR_NOT_ENOUGH_MEMORY(8, "the system is out of memory"),
    ERROR_WRITE_PROTECT(19, "the medium is write-protected"),
    ERROR_NOT_READY(21, "the drive is not ready"),
    ERROR_GEN_FAILURE(31, "the operating system failed without a reason"),
    ERROR_SHARING_VIOLATION(32, "another program has the file open and does not share it"),
    ERROR_LOCK_VIOLATION(33, "another handle has a lock on it"),
    ERROR_HANDLE_EOF(38, "the end of the file was reached"),
    ERROR_NOT_SUPPORTED(50, "the file system does not support it"),
    ERROR_BAD_NETPATH(53, "the network path was not found"),
    ERROR_NETNAME_DELETED(64, "the connection to the server was lost"),
    ERROR_BAD_NET_NAME(67, "the server has no such share"),
    ERROR_INVALID_PARAMETER(87, "the operating system refused a parameter"),
    ERROR_DISK_FULL(112, "the disk is full"),
    ERROR_INVALID_NAME(123, "the name is not valid on Windows, or too long"),
    ERROR_NOT_LOCKED(158, "it was not locked any more"),
    ERROR_BAD_PATHNAME(161, "the path is not valid on Windows"),
    ERROR_FILENAME_EXCED_RANGE(206, "the name or the path is too long"),
    ERROR_DIRECTORY(267, "a part of the path before the name is not a directory"),
    ERROR_DELETE_PENDING(303, "it is being deleted"),
    ERROR_IO_INCOMPLETE(996, "the operation is still under way"),
    ERROR_IO_PENDING(997, "the operation is still under way"),
    ERROR_CANT_ACCESS_FILE(1920, "the file system cannot open it");

    private static final Map<Integer, WindowsError> BY_CODE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(error -> error.code, Function.identity()));

    final int code;
    final String text;

    WindowsError(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The constant for the negated code, or null for one that is not in the table. */
    static @Nullable WindowsError of(long result) {
        return BY_CODE.get((int) -result);
    }
}
