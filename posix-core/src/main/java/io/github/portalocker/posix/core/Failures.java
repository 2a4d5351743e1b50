package io.github.portalocker.posix.core;

import java.nio.file.Path;

import io.github.portalocker.LockException;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/** Makes exceptions out of negated errno values. */
record Failures(PosixPlatform platform, String backend) {

    /** Without a free descriptor, neither the limit can be read nor a class loaded from a directory: so both are done now. */
    void prepareForTooManyFiles() {
        LockException unused = of("open", null, -Errno.EMFILE.code(platform.os()));
        LostLocks.load(); // which locks that are held are asked for
    }

    LockException of(String operation, @Nullable Path path, int result, String reason, @Nullable String remedy) {
        return new LockException(failure(operation, path, result, reason, remedy));
    }

    LockNotSupportedException notSupported(String operation, @Nullable Path path, int result, String reason) {
        return new LockNotSupportedException(failure(
                operation,
                path,
                result,
                reason,
                "put the lock file on a local file system, or ask the administrator to turn locking on"));
    }

    /** A call for which only the general meaning of the error is known. */
    LockException of(String operation, @Nullable Path path, int result) {
        Errno errno = Errno.of(platform.os(), -result);
        if (errno == null) {
            return of(operation, path, result, "the operating system answered with an error", null);
        }
        return switch (errno) {
            case EACCES, EPERM ->
                of(
                        operation,
                        path,
                        result,
                        "permission denied",
                        "check the permissions of the file and of the directories above it for the user of this process");
            case EMFILE ->
                of(
                        operation,
                        path,
                        result,
                        "this process has too many open files" + OpenFileLimit.hint(),
                        "close files, or raise its limit (ulimit -n)");
            case ENFILE ->
                of(operation, path, result, "the system has too many open files", "close some, or raise fs.file-max");
            case ENOMEM -> of(operation, path, result, "the system is out of memory", null);
            case ENOSPC -> of(operation, path, result, "no space or no inode is left on the file system", "free some");
            case EDQUOT -> of(operation, path, result, "the disk quota is used up", "free some space");
            case EROFS ->
                of(
                        operation,
                        path,
                        result,
                        "the file system is read-only",
                        "use a lock file in a writable directory, or create it before the file system becomes read-only");
            case ETXTBSY ->
                of(
                        operation,
                        path,
                        result,
                        "it is a program that runs now, which cannot be opened for writing",
                        "use backend posix-flock, which need not write, or lock a file beside it");
            case EAGAIN ->
                of(operation, path, result, "another process has a lease on it", "try again after the lease has ended");
            case EIO -> of(operation, path, result, "input/output error", null);
            case EINVAL -> of(operation, path, result, "invalid argument", null);
            case ESTALE ->
                of(operation, path, result, "the file was removed on the server of the network file system", null);
            default -> of(operation, path, result, "the operating system answered with an error", null);
        };
    }

    private Failure failure(String operation, @Nullable Path path, int result, String reason, @Nullable String remedy) {
        Errno errno = Errno.of(platform.os(), -result);
        return Failure.of(operation, path, backend, reason, remedy)
                .withCode(-result, errno == null ? null : errno.name());
    }
}
