package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

import io.github.portalocker.LockException;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/** Opens lock files: regular files only, never through a symbolic link, never changing one that exists. */
final class LockFileOpener {
    private static final int MOST_RETRIES = 100;

    private final Libc libc;
    private final PosixPlatform platform;
    private final FileStatuses statuses;
    private final Failures failures;

    private LockFileOpener(Libc libc, PosixPlatform platform, FileStatuses statuses, Failures failures) {
        this.libc = libc;
        this.platform = platform;
        this.statuses = statuses;
        this.failures = failures;
    }

    static LockFileOpener of(PosixSystem system) {
        return new LockFileOpener(system.libc(), system.platform(), system.statuses(), system.failures());
    }

    /** An open regular file. */
    record Opened(int descriptor, boolean writable, FileStatus status) {}

    Opened open(Path path, byte[] bytes, OpenOptions options) throws IOException {
        // O_NONBLOCK: opening a FIFO must not wait for its other end
        int common = platform.closeOnExec() | platform.noFollow() | platform.nonBlock();
        int readWrite = common | PosixPlatform.READ_WRITE;
        boolean writable = true;
        int result = openOrCreate(bytes, readWrite, options);
        if (platform.is(result, Errno.EACCES) || platform.is(result, Errno.EROFS) || platform.is(result, Errno.EPERM)) {
            int readOnly = retrying(() -> libc.open(bytes, common | PosixPlatform.READ_ONLY));
            if (readOnly >= 0) {
                result = readOnly;
                writable = false;
            }
        }
        if (result < 0) {
            throw explain(path, bytes, result);
        }
        return requireRegularFile(path, result, writable);
    }

    /**
     * Opens a file that is open already once more, with a lock of its own: on Linux through {@code /proc}, which leads to it
     * whatever has become of its name (proc_pid_fd(5)), elsewhere by its path.
     */
    Opened reopen(Path path, byte[] bytes, Opened present) throws IOException {
        int access = present.writable() ? PosixPlatform.READ_WRITE : PosixPlatform.READ_ONLY;
        int result = platform.os() == PosixPlatform.Os.LINUX ? openThroughProc(present.descriptor(), access) : -1;
        if (result < 0) {
            int flags = platform.closeOnExec() | platform.nonBlock() | platform.noFollow() | access;
            result = retrying(() -> libc.open(bytes, flags));
        }
        if (result < 0) {
            throw explain(path, bytes, result);
        }
        return requireSameFile(path, requireRegularFile(path, result, present.writable()), present.status());
    }

    /** The same on Linux, for a descriptor of others, with as much access as there is: for reading and writing, or either. */
    Opened reopen(int descriptor, FileStatus status) throws IOException {
        int result = -1;
        for (int access : new int[] {PosixPlatform.READ_WRITE, PosixPlatform.WRITE_ONLY, PosixPlatform.READ_ONLY}) {
            result = openThroughProc(descriptor, access);
            if (result >= 0) {
                boolean writable = access == PosixPlatform.READ_WRITE;
                return requireSameFile(null, requireRegularFile(null, result, writable), status);
            }
        }
        throw failures.of("open", null, result);
    }

    private int openThroughProc(int descriptor, int access) {
        byte[] link = ("/proc/self/fd/" + descriptor + '\0').getBytes(StandardCharsets.US_ASCII);
        return retrying(() -> libc.open(link, platform.closeOnExec() | platform.nonBlock() | access));
    }

    private Opened requireSameFile(@Nullable Path path, Opened again, FileStatus present) throws LockException {
        if (!again.status().isSameFileAs(present)) {
            libc.close(again.descriptor());
            throw new LockException(Failure.of(
                    "open",
                    path,
                    failures.backend(),
                    "the path names another file now than when it was opened",
                    "close the LockFile and open it again, or build the locker with detectReplacement(true)"));
        }
        return again;
    }

    /**
     * An existing file is opened without O_CREAT: in sticky directories Linux denies it for files of other users
     * (fs.protected_regular). Between the two calls, others may create or delete the file; some network file systems
     * answer ENOENT to O_CREAT in that moment, or ESTALE.
     */
    private int openOrCreate(byte[] bytes, int flags, OpenOptions options) {
        int result = 0;
        for (int i = 0; i < MOST_RETRIES; i++) {
            result = retrying(() -> libc.open(bytes, flags));
            if (platform.is(result, Errno.ENOENT)) {
                int mode = modeOf(options.permissions());
                result = retrying(() -> libc.create(bytes, flags | platform.create(), mode));
                if (platform.is(result, Errno.ENOENT) && !parentExists(bytes)) {
                    return result;
                }
                if (platform.is(result, Errno.EACCES)) { // somebody else may have created it just now
                    int existing = retrying(() -> libc.open(bytes, flags));
                    return platform.is(existing, Errno.ENOENT) ? result : existing;
                }
            }
            if (!platform.is(result, Errno.ENOENT) && !platform.is(result, Errno.ESTALE)) {
                return result;
            }
        }
        return result;
    }

    private boolean parentExists(byte[] bytes) {
        int slash = bytes.length - 1;
        while (slash > 0 && bytes[slash] != '/') {
            slash--;
        }
        byte[] parent = Arrays.copyOf(bytes, Math.max(slash, 1) + 1);
        parent[parent.length - 1] = 0;
        int descriptor = retrying(
                () -> libc.open(parent, platform.closeOnExec() | platform.nonBlock() | PosixPlatform.READ_ONLY));
        if (descriptor >= 0) {
            libc.close(descriptor);
        }
        return descriptor >= 0;
    }

    private interface Call {
        int run();
    }

    private int retrying(Call call) {
        int result;
        do {
            result = call.run();
        } while (platform.is(result, Errno.EINTR));
        return result;
    }

    private Opened requireRegularFile(@Nullable Path path, int descriptor, boolean writable) throws IOException {
        boolean done = false;
        try {
            FileStatus status = statuses.ofDescriptor(descriptor, path);
            if (!status.isRegularFile()) {
                throw notRegular(path, status.type());
            }
            done = true;
            return new Opened(descriptor, writable, status);
        } finally {
            if (!done) {
                libc.close(descriptor);
            }
        }
    }

    private LockException notRegular(@Nullable Path path, String type) {
        return new LockException(Failure.of(
                "open", path, failures.backend(), "it is " + type, "lock a regular file, for example one beside it"));
    }

    private LockException explain(Path path, byte[] bytes, int result) {
        Errno errno = Errno.of(platform.os(), -result);
        if (errno == null) {
            return failures.of("open", path, result);
        }
        if (errno == platform.symbolicLinkError()) {
            return Files.isSymbolicLink(path)
                    ? failures.of(
                            "open",
                            path,
                            result,
                            "it is a symbolic link",
                            "lock the file it leads to (Path.toRealPath), if whoever made the link may be trusted")
                    : failures.of("open", path, result, "too many symbolic links on the way to it", null);
        }
        return switch (errno) {
            case EISDIR ->
                failures.of(
                        "open", path, result, "it is a directory", "lock a regular file, for example one inside it");
            case ENOENT ->
                failures.of(
                        "open",
                        path,
                        result,
                        Files.exists(path.toAbsolutePath().normalize().getParent())
                                ? "it vanished again and again, or its directory cannot be opened"
                                : "its directory does not exist",
                        "create the directory first");
            case ENOTDIR ->
                failures.of("open", path, result, "a part of the path before the name is not a directory", null);
            case ENXIO, EOPNOTSUPP, ENOTSUP -> notRegular(path, typeOf(path, bytes));
            case ENAMETOOLONG -> failures.of("open", path, result, "the name or the path is too long", "shorten it");
            case EACCES, EPERM ->
                Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                        ? failures.of(
                                "open",
                                path,
                                result,
                                "permission denied",
                                "let the user of this process read and write the file")
                        : failures.of(
                                "create",
                                path,
                                result,
                                "permission denied",
                                "let the user of this process write to its directory, or create the file beforehand");
            default -> failures.of("open", path, result);
        };
    }

    private String typeOf(Path path, byte[] bytes) {
        try {
            @Nullable FileStatus status = statuses.ofPath(path, bytes);
            return status == null ? "not a regular file" : status.type();
        } catch (IOException e) {
            return "not a regular file";
        }
    }

    static int modeOf(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission permission : permissions) {
            mode |= switch (permission) {
                case OWNER_READ -> 0400;
                case OWNER_WRITE -> 0200;
                case OWNER_EXECUTE -> 0100;
                case GROUP_READ -> 040;
                case GROUP_WRITE -> 020;
                case GROUP_EXECUTE -> 010;
                case OTHERS_READ -> 04;
                case OTHERS_WRITE -> 02;
                case OTHERS_EXECUTE -> 01;
            };
        }
        return mode;
    }
}
