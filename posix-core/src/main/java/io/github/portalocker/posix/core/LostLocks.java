package io.github.portalocker.posix.core;

import java.io.IOException;

import io.github.portalocker.LockMode;

/**
 * Finds out whether a server has dropped a lock, without taking it again: after that the server lets reads and writes pass
 * which it refused, though another process holds the lock.
 */
final class LostLocks {
    private static final int SEEK_DATA = 3; // Linux

    /** Beyond the end of every file, so that the offset of the descriptor, which is the caller's, stays where it is. */
    private static final long FAR_AWAY = 1L << 62;

    private LostLocks() {}

    /** Loads this class, by being its first use. */
    static void load() {}

    /** Asks as the file system of the handle's file allows it. */
    static boolean isLost(PosixHandle handle, int descriptor, LockMode mode) throws IOException {
        if (handle.fileSystem().isSmb()) {
            return isReadRefused(handle, descriptor);
        }
        return handle.fileSystem().isNfs()
                && (isSeekRefused(handle, descriptor)
                        || (!handle.mount().seeksOnTheServer() && isTakenByOthers(handle, descriptor, mode)));
    }

    /**
     * NFS 4.2 has an operation of its own for SEEK_DATA, which carries the lock: the server looks at it before the file, and
     * a client that knows that it has lost it answers EIO by itself. Others answer ENXIO without asking the server.
     */
    private static boolean isSeekRefused(PosixHandle handle, int descriptor) throws IOException {
        PosixSystem system = handle.system;
        long result = system.libc().lseek(descriptor, FAR_AWAY, SEEK_DATA);
        if (result >= 0 || system.platform().is((int) result, Errno.ENXIO)) {
            return false;
        }
        if (system.platform().is((int) result, Errno.EIO) || system.platform().is((int) result, Errno.ESTALE)) {
            return true;
        }
        throw system.failures().of("check the lock on", handle.path(), (int) result);
    }

    /** To NFS, a flock and an open-file-description lock of one descriptor are one. */
    private static boolean isTakenByOthers(PosixHandle handle, int descriptor, LockMode mode) throws IOException {
        PosixSystem system = handle.system;
        int result = LockProtocol.OFD.isInTheWay(system.libc(), system.platform(), descriptor, mode, handle.range);
        if (result < 0) {
            throw system.failures().of("check the lock on", handle.path(), result);
        }
        return result > 0;
    }

    /** An exclusive lock of another client makes reading fail, except for what is cached, such as the end of an empty file. */
    private static boolean isReadRefused(PosixHandle handle, int descriptor) throws IOException {
        PosixSystem system = handle.system;
        long result = handle.patiently(() -> system.libc().pread(descriptor, new byte[1], 1, 0));
        if (result >= 0) {
            return false;
        }
        // EBADF: the client has lost the server's handle, and the lock with it
        if (system.platform().is((int) result, Errno.EACCES)
                || system.platform().is((int) result, Errno.EBADF)) {
            return true;
        }
        throw system.failures().of("check the lock on", handle.path(), (int) result);
    }
}
