package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.Grant;
import org.jspecify.annotations.Nullable;

/** The lock of an open handle, as far as this does not depend on who opened it. */
abstract class WindowsHandle implements FileHandle, Grant {
    final WindowsSystem system;
    private final LockRange range;

    WindowsHandle(WindowsSystem system, LockRange range) {
        this.system = system;
        this.range = range;
    }

    abstract @Nullable Path path();

    @Override
    public final @Nullable Grant tryLock(LockMode mode) throws IOException {
        return lock(mode) ? this : null;
    }

    /** One attempt. */
    abstract boolean lock(LockMode mode) throws IOException;

    final boolean lock(long handle, LockMode mode) throws IOException {
        int result = system.kernel32().tryLock(handle, mode == LockMode.EXCLUSIVE, range.position(), length());
        if (result >= 0) {
            return true;
        }
        WindowsError error = WindowsError.of(result);
        if (error == WindowsError.ERROR_LOCK_VIOLATION) {
            return false;
        }
        if (error == WindowsError.ERROR_ACCESS_DENIED) {
            throw system.failure(
                    "lock",
                    path(),
                    result,
                    "its handle may neither read nor write it",
                    "open it for reading; appending alone does not do");
        }
        throw system.failure("lock", path(), result);
    }

    /** A whole file is locked as far as Windows can count, so that no other program can lock beyond. */
    private long length() {
        return range.equals(LockRange.WHOLE_FILE) ? Kernel32.ALL_BYTES : range.length();
    }

    final void unlock(long handle) throws IOException {
        int result = system.kernel32().unlock(handle, range.position(), length());
        if (result < 0) {
            throw system.failure("unlock", path(), result);
        }
    }
}
