package io.github.portalocker.posix.core;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The numbers of one operating system and processor.
 *
 * <p>A wrong one fails silently: x86's O_NOFOLLOW follows the symbolic link on ARM. So only tables that were checked are
 * here, everything else is no platform of ours, and the availability probe proves the table with real calls. Sources:
 * Linux {@code asm-generic/fcntl.h}, {@code asm/fcntl.h} of arm, arm64 and powerpc, {@code linux/fadvise.h}; macOS and FreeBSD {@code sys/fcntl.h},
 * {@code sys/stat.h}.
 *
 * @param os the operating system
 * @param create O_CREAT
 * @param nonBlock O_NONBLOCK
 * @param noFollow O_NOFOLLOW
 * @param closeOnExec O_CLOEXEC
 * @param dontNeed POSIX_FADV_DONTNEED; asked of Linux only
 * @param packsLongs whether structures align 64-bit numbers like 32-bit ones, as the ABI of i386 does
 */
public record PosixPlatform(
        Os os, int create, int nonBlock, int noFollow, int closeOnExec, int dontNeed, boolean packsLongs) {
    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;
    static final int READ_WRITE = 2;

    /** O_ACCMODE; musl's has O_PATH besides. */
    static final int ACCESS_MODE = 3;

    /** F_GETFL. */
    static final int GET_FLAGS = 3;

    static final int LOCK_SH = 1;
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;
    static final int LOCK_UN = 8;

    static final int FILE_TYPE_MASK = 0xf000;
    static final int REGULAR_FILE = 0x8000;
    static final int DIRECTORY = 0x4000;
    static final int FIFO = 0x1000;
    static final int SOCKET = 0xc000;

    static final int SEEK_END = 2;

    /** The operating systems with tables of their own. */
    public enum Os {
        /** Linux, glibc or musl. */
        LINUX,
        /** macOS; its table was never run by this project. */
        MACOS,
        /** FreeBSD; its table was never run by this project. */
        FREEBSD
    }

    private static final PosixPlatform LINUX_GENERIC =
            new PosixPlatform(Os.LINUX, 0x40, 0x800, 0x20000, 0x80000, 4, false);
    private static final PosixPlatform LINUX_S390X =
            new PosixPlatform(Os.LINUX, 0x40, 0x800, 0x20000, 0x80000, 6, false);
    private static final PosixPlatform LINUX_I386 = new PosixPlatform(Os.LINUX, 0x40, 0x800, 0x20000, 0x80000, 4, true);
    private static final PosixPlatform LINUX_ARM_POWER =
            new PosixPlatform(Os.LINUX, 0x40, 0x800, 0x8000, 0x80000, 4, false);
    private static final PosixPlatform MACOS = new PosixPlatform(Os.MACOS, 0x200, 0x4, 0x100, 0x1000000, 0, false);
    private static final PosixPlatform FREEBSD = new PosixPlatform(Os.FREEBSD, 0x200, 0x4, 0x100, 0x100000, 4, false);

    private static final Set<String> GENERIC_PROCESSORS = Set.of("amd64", "x86_64", "riscv64", "loongarch64");
    private static final Set<String> I386_PROCESSORS = Set.of("i386", "i486", "i586", "i686", "x86");
    private static final Set<String> ARM_POWER_PROCESSORS = Set.of("aarch64", "arm", "ppc64le");
    private static final Set<String> MACOS_PROCESSORS = Set.of("aarch64", "amd64", "x86_64");

    /** The table of this JVM's system, if there is one. */
    public static Optional<PosixPlatform> current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Optional<PosixPlatform> of(String osName, String arch) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.equals("linux")) {
            if (GENERIC_PROCESSORS.contains(arch)) {
                return Optional.of(LINUX_GENERIC);
            }
            if (I386_PROCESSORS.contains(arch)) {
                return Optional.of(LINUX_I386);
            }
            if (arch.equals("s390x")) {
                return Optional.of(LINUX_S390X);
            }
            return ARM_POWER_PROCESSORS.contains(arch) ? Optional.of(LINUX_ARM_POWER) : Optional.empty();
        }
        if (name.startsWith("mac os x") && MACOS_PROCESSORS.contains(arch)) {
            return Optional.of(MACOS);
        }
        return name.equals("freebsd") && MACOS_PROCESSORS.contains(arch) ? Optional.of(FREEBSD) : Optional.empty();
    }

    /** What {@code open} answers for a symbolic link with O_NOFOLLOW: FreeBSD says EMLINK. */
    Errno symbolicLinkError() {
        return os == Os.FREEBSD ? Errno.EMLINK : Errno.ELOOP;
    }

    boolean is(int negatedErrno, Errno errno) {
        return negatedErrno < 0 && negatedErrno == -errno.code(os); // mostly it is no error at all
    }
}
