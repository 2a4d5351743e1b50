package io.github.portalocker.posix.core;

import org.jspecify.annotations.Nullable;

/**
 * The errors that locks meet, by name, because the numbers differ: EAGAIN on Linux is EDEADLK on macOS.
 *
 * <p>Sources: Linux {@code asm-generic/errno.h}, macOS and FreeBSD {@code sys/errno.h}.
 */
enum Errno {
    EPERM(1, 1, 1),
    ENOENT(2, 2, 2),
    EINTR(4, 4, 4),
    EIO(5, 5, 5),
    ENXIO(6, 6, 6),
    ENOEXEC(8, 8, 8),
    EBADF(9, 9, 9),
    EAGAIN(11, 35, 35),
    ENOMEM(12, 12, 12),
    EACCES(13, 13, 13),
    EBUSY(16, 16, 16),
    EEXIST(17, 17, 17),
    ENODEV(19, 19, 19),
    ENOTDIR(20, 20, 20),
    EISDIR(21, 21, 21),
    EINVAL(22, 22, 22),
    ENFILE(23, 23, 23),
    EMFILE(24, 24, 24),
    ETXTBSY(26, 26, 26),
    EFBIG(27, 27, 27),
    ENOSPC(28, 28, 28),
    EROFS(30, 30, 30),
    EMLINK(31, 31, 31),
    EDEADLK(35, 11, 11),
    ENAMETOOLONG(36, 63, 63),
    ENOLCK(37, 77, 77),
    ENOSYS(38, 78, 78),
    ELOOP(40, 62, 62),
    ENODATA(61, 96, 87),
    EOVERFLOW(75, 84, 84),
    ENOTSUP(95, 45, 45),
    EOPNOTSUPP(95, 102, 45),
    ESTALE(116, 70, 70),
    EDQUOT(122, 69, 69);

    private final int linux;
    private final int macos;
    private final int freebsd;

    Errno(int linux, int macos, int freebsd) {
        this.linux = linux;
        this.macos = macos;
        this.freebsd = freebsd;
    }

    int code(PosixPlatform.Os os) {
        return switch (os) {
            case LINUX -> linux;
            case MACOS -> macos;
            case FREEBSD -> freebsd;
        };
    }

    /** The error of that number; null for one that locks are not expected to meet. */
    static @Nullable Errno of(PosixPlatform.Os os, int code) {
        for (Errno errno : values()) {
            if (errno.code(os) == code) {
                return errno;
            }
        }
        return null;
    }
}
