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

/**
 * Opens lock files: regular files only, never through a symbolic link, never changing one that exists.
 *
 * <p>A file that is open for writing cannot be executed (ETXTBSY), nor can a running program be opened for writing. So an existing
 * file is opened for reading only where that is enough for its lock.
 */
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

    /** What a descriptor is open for. */
    enum Access {
        READ_ONLY(PosixPlatform.READ_ONLY),
        WRITE_ONLY(PosixPlatform.WRITE_ONLY),
        READ_WRITE(PosixPlatform.READ_WRITE);

        private final int flag;

        Access(int flag) {
            this.flag = flag;
        }

        boolean reads() {
            return this != WRITE_ONLY;
        }

        boolean writes() {
            return this != READ_ONLY;
        }
    }

    /** An open regular file. */
    record Opened(int descriptor, Access access, FileStatus.Identity file) {}

    /** What open(2) answered. */
    private record Answer(int result, Access access) {}

    /**
     * Opens a file, and creates it if it does not exist.
     *
     * @param wanted what an existing file is opened for; if that is refused, for what is allowed
     * @return null while others keep it from being opened
     */
    @Nullable
    Opened open(Path path, byte[] bytes, OpenOptions options, Access wanted) throws IOException {
        Answer answer = openOrCreate(bytes, wanted, options);
        for (Access other : new Access[] {Access.READ_ONLY, Access.WRITE_ONLY}) {
            if (other != wanted && isRefused(answer.result())) {
                int result = openNow(bytes, other);
                if (result >= 0 || platform.is(result, Errno.EAGAIN)) {
                    answer = new Answer(result, other);
                }
            }
        }
        if (answer.result() >= 0) {
            return requireRegularFile(path, answer.result(), answer.access());
        }
        // A lease (fcntl(2), F_SETLEASE): Linux ends it /proc/sys/fs/lease-break-time seconds after this attempt at the
        // latest
        if (platform.is(answer.result(), Errno.EAGAIN)) {
            return null;
        }
        throw explain(path, bytes, answer.result());
    }

    /** This user may not have the file open so, or for as long as a program runs, no user may. */
    private boolean isRefused(int result) {
        return platform.is(result, Errno.EACCES)
                || platform.is(result, Errno.EROFS)
                || platform.is(result, Errno.EPERM)
                || platform.is(result, Errno.ETXTBSY);
    }

    private int openNow(byte[] bytes, Access access) {
        // O_NONBLOCK: to open a FIFO must not wait for its other end, nor a leased file for the end of the lease
        int flags = platform.closeOnExec() | platform.noFollow() | platform.nonBlock() | access.flag;
        return retrying(() -> libc.open(bytes, flags));
    }

    /** Opens a file that is open already once more, with a lock of its own. */
    Opened reopen(Path path, byte[] bytes, Opened present) throws IOException {
        return reopen(path, bytes, present, present.access());
    }

    /** The same for another access. */
    Opened reopen(Path path, byte[] bytes, Opened present, Access access) throws IOException {
        return requireSameFile(path, bytes, present, access, openAgain(bytes, present, access, platform.nonBlock()));
    }

    /** Opens it also for reading and writing; null if that is refused. Waits for the end of a lease on the file. */
    @Nullable
    Opened reopenForAll(Path path, byte[] bytes, Opened present) throws IOException {
        int result = openAgain(bytes, present, Access.READ_WRITE, 0);
        return isRefused(result) ? null : requireSameFile(path, bytes, present, Access.READ_WRITE, result);
    }

    /**
     * On Linux through {@code /proc}, which leads to the file whatever has become of its name (proc_pid_fd(5)), elsewhere by its
     * path.
     */
    private int openAgain(byte[] bytes, Opened present, Access access, int flags) {
        if (platform.os() == PosixPlatform.Os.LINUX) {
            int result = openThroughProc(present.descriptor(), flags | access.flag);
            if (result >= 0 || isRefused(result) || platform.is(result, Errno.EAGAIN)) {
                return result;
            }
        }
        return openNow(bytes, access);
    }

    private Opened requireSameFile(Path path, byte[] bytes, Opened present, Access access, int result)
            throws IOException {
        if (result < 0) {
            throw explain(path, bytes, result);
        }
        return requireSameFile(path, requireRegularFile(path, result, access), present.file());
    }

    /** The same on Linux, for a descriptor of others, with as much access as there is: for reading and writing, or either. */
    Opened reopen(int descriptor, FileStatus.Identity file) throws IOException {
        int result = -1;
        for (Access access : new Access[] {Access.READ_WRITE, Access.WRITE_ONLY, Access.READ_ONLY}) {
            result = openThroughProc(descriptor, platform.nonBlock() | access.flag);
            if (result >= 0) {
                return requireSameFile(null, requireRegularFile(null, result, access), file);
            }
        }
        throw failures.of("open", null, result);
    }

    private int openThroughProc(int descriptor, int flags) {
        byte[] link = ("/proc/self/fd/" + descriptor + '\0').getBytes(StandardCharsets.US_ASCII);
        return retrying(() -> libc.open(link, platform.closeOnExec() | flags));
    }

    private Opened requireSameFile(@Nullable Path path, Opened again, FileStatus.Identity present)
            throws LockException {
        if (!again.file().equals(present)) {
            libc.close(again.descriptor());
            throw new LockException(Failure.of(
                    "open",
                    path,
                    failures.backend(),
                    "the path names another file now than when it was opened",
                    "close the LockFile and open it again, or build the locker with reopenIfReplaced(true)"));
        }
        return again;
    }

    /**
     * An existing file is opened without O_CREAT: in sticky directories Linux denies it for files of other users
     * (fs.protected_regular). Between the two calls, others may create or delete the file; some network file systems
     * answer ENOENT to O_CREAT in that moment, or ESTALE.
     */
    private Answer openOrCreate(byte[] bytes, Access wanted, OpenOptions options) {
        int create = platform.closeOnExec()
                | platform.noFollow()
                | platform.nonBlock()
                | platform.create()
                | Access.READ_WRITE.flag;
        Answer answer = new Answer(0, wanted);
        for (int i = 0; i < MOST_RETRIES; i++) {
            answer = new Answer(openNow(bytes, wanted), wanted);
            if (platform.is(answer.result(), Errno.ENOENT)) {
                int mode = modeOf(options.permissions());
                answer = new Answer(retrying(() -> libc.create(bytes, create, mode)), Access.READ_WRITE);
                if (platform.is(answer.result(), Errno.ENOENT) && !parentExists(bytes)) {
                    return answer;
                }
                if (platform.is(answer.result(), Errno.EACCES)) { // another process may have created it just now
                    int existing = openNow(bytes, wanted);
                    return platform.is(existing, Errno.ENOENT) ? answer : new Answer(existing, wanted);
                }
            }
            if (!platform.is(answer.result(), Errno.ENOENT) && !platform.is(answer.result(), Errno.ESTALE)) {
                return answer;
            }
        }
        return answer;
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

    private Opened requireRegularFile(@Nullable Path path, int descriptor, Access access) throws IOException {
        boolean done = false;
        try {
            FileStatus status = statuses.ofDescriptor(descriptor, path);
            if (status.isDirectory()) {
                throw directory(path);
            }
            if (!status.isRegularFile()) {
                throw notRegular(path, status.type());
            }
            done = true;
            return new Opened(descriptor, access, status.identity());
        } finally {
            if (!done) {
                libc.close(descriptor);
            }
        }
    }

    /** What open(2) answers to all who want to write. */
    private LockException directory(@Nullable Path path) {
        return failures.of(
                "open",
                path,
                -Errno.EISDIR.code(platform.os()),
                "it is a directory",
                "lock a regular file, for example one inside it");
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
                            "lock the file it leads to (Path.toRealPath), if you trust the owner of the link")
                    : failures.of("open", path, result, "too many symbolic links on the way to it", null);
        }
        return switch (errno) {
            case EISDIR -> directory(path);
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
