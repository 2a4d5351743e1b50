package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.LockException;
import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/** Opens lock files: regular files only, never through a symbolic link, never changing one that exists. */
record LockFileOpener(WindowsSystem system, Path path, String name) {

    /** An open regular file. */
    record Opened(long handle, boolean writable, FileStatus status) {}

    /** Null while another program has the file open without sharing it, or while it is being deleted. */
    @Nullable
    Opened open() throws IOException {
        if (FileName.isDevice(path)) {
            throw refusal("it is the name of a device", "choose another name");
        }
        long result = createFile(Kernel32.GENERIC_READ | Kernel32.GENERIC_WRITE, Kernel32.OPEN_ALWAYS);
        boolean writable = result >= 0;
        if (isDenied(result)) {
            long readOnly = createFile(Kernel32.GENERIC_READ, Kernel32.OPEN_EXISTING);
            if (readOnly >= 0 || isContention(readOnly)) {
                result = readOnly;
            }
        }
        if (isContention(result)) {
            return null;
        }
        if (result < 0) {
            throw explain(result);
        }
        return requireRegularFile(result, writable);
    }

    private long createFile(int access, int disposition) {
        return system.kernel32()
                .createFile(
                        name,
                        access,
                        Kernel32.SHARE_READ
                                | Kernel32.SHARE_WRITE, // who deletes or renames a lock file splits its users
                        disposition,
                        Kernel32.ATTRIBUTE_NORMAL | Kernel32.FLAG_OPEN_REPARSE_POINT);
    }

    private static boolean isDenied(long result) {
        WindowsError error = WindowsError.of(result);
        return error == WindowsError.ERROR_ACCESS_DENIED || error == WindowsError.ERROR_WRITE_PROTECT;
    }

    private static boolean isContention(long result) {
        WindowsError error = WindowsError.of(result);
        return error == WindowsError.ERROR_SHARING_VIOLATION
                || error == WindowsError.ERROR_LOCK_VIOLATION
                || error == WindowsError.ERROR_DELETE_PENDING;
    }

    private Opened requireRegularFile(long handle, boolean writable) throws IOException {
        boolean done = false;
        try {
            if (system.kernel32().fileType(handle) != Kernel32.TYPE_DISK) {
                throw refusal("it is a device or a pipe", "lock a regular file");
            }
            FileStatus status = FileStatus.ofHandle(system, handle, path);
            if (status.isReparsePoint()) {
                throw reparsePoint();
            }
            if (status.isDirectory()) {
                throw directory();
            }
            done = true;
            return new Opened(handle, writable, status);
        } finally {
            if (!done) {
                system.kernel32().closeHandle(handle);
            }
        }
    }

    private LockException refusal(String reason, String remedy) {
        return new LockException(Failure.of("open", path, WindowsBackend.NAME, reason, remedy));
    }

    private LockException directory() {
        return refusal("it is a directory", "lock a regular file, for example one inside it");
    }

    private LockException reparsePoint() {
        return Files.isSymbolicLink(path)
                ? refusal(
                        "it is a symbolic link",
                        "lock the file it leads to (Path.toRealPath), if you trust the owner of the link")
                : refusal("it is a reparse point, which may lead anywhere", "lock a regular file");
    }

    private LockException explain(long result) {
        FileStatus status = statusOrNull();
        if (status != null && status.isReparsePoint()) {
            return reparsePoint();
        }
        if (status != null && status.isDirectory()) {
            return directory();
        }
        Path parent = path.toAbsolutePath().normalize().getParent();
        WindowsError error = WindowsError.of(result);
        if (parent != null && Files.exists(parent) && !Files.isDirectory(parent)) {
            return system.failure("open", path, result, "a part of the path before the name is not a directory", null);
        }
        if (error == WindowsError.ERROR_ACCESS_DENIED) {
            return status == null
                    ? system.failure(
                            "create",
                            path,
                            result,
                            "permission denied",
                            "let the user of this process write to its directory, or create the file beforehand")
                    : system.failure(
                            "open",
                            path,
                            result,
                            "permission denied",
                            "let the user of this process read and write the file");
        }
        return system.failure("open", path, result);
    }

    private @Nullable FileStatus statusOrNull() {
        try {
            return FileStatus.ofName(system, name, path);
        } catch (IOException e) {
            return null; // what could not be found out only makes the message vaguer
        }
    }

    /** What identifies a file that cannot be opened now; at worst its name. */
    Object identity() {
        FileStatus status = statusOrNull();
        return status == null ? name : status.identity();
    }
}
