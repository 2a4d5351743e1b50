package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.LockHandle;
import org.jspecify.annotations.Nullable;

/** An open descriptor and the lock it carries, as far as this does not depend on who opened it. */
abstract class PosixHandle implements LockHandle {
    final PosixSystem system;
    final FileStatus status;

    PosixHandle(PosixSystem system, FileStatus status) {
        this.system = system;
        this.status = status;
    }

    abstract @Nullable Path path();

    abstract int descriptor();

    abstract boolean isWritable();

    @Override
    public boolean tryLock(LockMode mode) throws IOException {
        int result;
        do {
            result = system.protocol().tryLock(system.libc(), descriptor(), mode);
        } while (system.platform().is(result, Errno.EINTR));
        if (result >= 0) {
            return true;
        }
        if (isContention(result)) {
            return false;
        }
        throw explainLock(result, mode);
    }

    /** SMB answers EACCES to contention; elsewhere flock does so when a security module forbids locking. */
    private boolean isContention(int result) {
        return system.platform().is(result, Errno.EAGAIN)
                || (system.platform().is(result, Errno.EACCES)
                        && FileSystemType.of(system.libc(), descriptor()).isSmb());
    }

    private IOException explainLock(int result, LockMode mode) {
        Errno errno = Errno.of(system.platform().os(), -result);
        if (errno == Errno.ENOLCK || errno == Errno.ENOSYS || errno == Errno.EOPNOTSUPP || errno == Errno.ENOTSUP) {
            String reason = errno == Errno.ENOLCK
                    ? "the file system has no locks available"
                    : "the file system does not support locks";
            return system.failures().notSupported("lock", path(), result, reason);
        }
        if (errno == Errno.EBADF && !isWritable() && mode == LockMode.EXCLUSIVE) {
            return system.failures()
                    .of(
                            "lock",
                            path(),
                            result,
                            "this file system gives exclusive locks only to those who may write the file",
                            "let the user of this process write it, or lock it SHARED");
        }
        if (errno == Errno.EBADF) {
            return system.failures()
                    .of(
                            "lock",
                            path(),
                            result,
                            "its descriptor was lost: other code of this process closed it, or the server of a network file"
                                    + " system forgot it",
                            "open the file again");
        }
        return system.failures().of("lock", path(), result);
    }

    @Override
    public void unlock() throws IOException {
        unlock(descriptor());
    }

    final void unlock(int descriptor) throws IOException {
        int result;
        do {
            result = system.protocol().unlock(system.libc(), descriptor);
        } while (system.platform().is(result, Errno.EINTR));
        if (result < 0) {
            throw system.failures().of("unlock", path(), result);
        }
    }

    @Override
    public Object identity() {
        return status.identity();
    }
}
