package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Finds out which file a descriptor and a path stand for.
 *
 * <p>On Linux by statx(2), which has one layout on all processors, and where the C library lacks it (glibc before 2.28, musl
 * before 1.2.5) through {@code /proc/self/fd}; elsewhere by fstat(2) for descriptors and NIO for paths.
 */
final class FileStatuses {
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_NO_AUTOMOUNT = 0x800;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int STATX_TYPE_MODE_INODE = 0x1 | 0x2 | 0x100;

    private static final int STATX_BYTES = 256;

    /** See {@link #uniqueMount}. */
    static final long UNKNOWN_MOUNT = 0;

    /** {@code linux/stat.h} since Linux 6.8, statx(2); older kernels ignore it. */
    private static final int STATX_MNT_ID_UNIQUE = 0x4000;

    private static final byte[] NO_PATH = {0};

    private final Libc libc;
    private final PosixPlatform platform;
    private final Failures failures;
    private volatile boolean hasStatx;

    /** One struct statx that no thread uses: a lock by path needs two, which were a third of all that it allocated. */
    private final AtomicReference<byte @Nullable []> spare = new AtomicReference<>();

    FileStatuses(Libc libc, PosixPlatform platform, Failures failures) {
        this.libc = libc;
        this.platform = platform;
        this.failures = failures;
        this.hasStatx = platform.os() == PosixPlatform.Os.LINUX;
    }

    /** The path is for messages only; null for an adopted channel. */
    FileStatus ofDescriptor(int descriptor, @Nullable Path path) throws IOException {
        if (hasStatx) {
            byte[] buffer = takeStatx();
            int result = libc.statx(descriptor, NO_PATH, AT_EMPTY_PATH, STATX_TYPE_MODE_INODE, buffer);
            if (result >= 0) {
                return decodeAndGiveBack(buffer);
            }
            requireNoStatx(result, path);
        }
        if (platform.os() == PosixPlatform.Os.LINUX) {
            return byNio(Path.of("/proc/self/fd/" + descriptor));
        }
        byte[] buffer = new byte[512];
        int result = libc.fstat(descriptor, buffer);
        if (result < 0) {
            throw failures.of("stat", path, result);
        }
        ByteBuffer stat = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
        return platform.os() == PosixPlatform.Os.MACOS
                ? new FileStatus(stat.getInt(0), stat.getLong(8), stat.getShort(4) & 0xffff)
                : new FileStatus(stat.getLong(0), stat.getLong(8), stat.getShort(24) & 0xffff);
    }

    /** A number of the mount under a descriptor that no other mount ever gets, before the machine is started anew. */
    long uniqueMount(int descriptor) {
        byte[] buffer = new byte[STATX_BYTES];
        if (!hasStatx || libc.statx(descriptor, NO_PATH, AT_EMPTY_PATH, STATX_MNT_ID_UNIQUE, buffer) < 0) {
            return UNKNOWN_MOUNT;
        }
        ByteBuffer statx = ByteBuffer.wrap(buffer).order(ByteOrder.nativeOrder());
        return (statx.getInt(0) & STATX_MNT_ID_UNIQUE) == 0 ? UNKNOWN_MOUNT : statx.getLong(144);
    }

    /** Without following a symbolic link as the last component; null if there is no such file (any more). */
    @Nullable
    FileStatus ofPath(Path path, byte[] bytes) throws IOException {
        if (hasStatx) {
            byte[] buffer = takeStatx();
            int result =
                    libc.statx(AT_FDCWD, bytes, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_TYPE_MODE_INODE, buffer);
            if (result >= 0) {
                return decodeAndGiveBack(buffer);
            }
            if (platform.is(result, Errno.ENOENT)
                    || platform.is(result, Errno.ENOTDIR)
                    || platform.is(result, Errno.ELOOP)) {
                return null;
            }
            requireNoStatx(result, path);
        }
        try {
            return byNio(path, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            throw e;
        }
    }

    /** ENOSYS: an old kernel or C library. EPERM: a container's filter of system calls that is older than statx. */
    private void requireNoStatx(int result, @Nullable Path path) throws IOException {
        if (!platform.is(result, Errno.ENOSYS) && !platform.is(result, Errno.EPERM)) {
            throw failures.of("stat", path, result);
        }
        hasStatx = false;
    }

    static FileStatus byNio(Path path, LinkOption... options) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,mode", options);
        return new FileStatus(number(attributes, "dev"), number(attributes, "ino"), (int) number(attributes, "mode"));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) attributes.get(name)).longValue();
    }

    private byte[] takeStatx() {
        byte[] taken = spare.getAndSet(null);
        return taken == null ? new byte[STATX_BYTES] : taken;
    }

    private FileStatus decodeAndGiveBack(byte[] statx) {
        FileStatus status = decodeStatx(ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder()));
        spare.lazySet(statx);
        return status;
    }

    /** Offsets from {@code struct statx}, statx(2); the device number is put together as gnu_dev_makedev(3) does. */
    static FileStatus decodeStatx(ByteBuffer statx) {
        long major = statx.getInt(136) & 0xffffffffL;
        long minor = statx.getInt(140) & 0xffffffffL;
        long device = (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | (minor & 0xff);
        return new FileStatus(device, statx.getLong(32), statx.getShort(28) & 0xffff);
    }
}
