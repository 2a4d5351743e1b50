package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.LockHandle;
import org.jspecify.annotations.Nullable;

/** The lock of an open handle, as far as this does not depend on who opened it. */
abstract class WindowsHandle implements LockHandle {
    final WindowsSystem system;

    WindowsHandle(WindowsSystem system) {
        this.system = system;
    }

    abstract @Nullable Path path();

    final boolean tryLock(long handle, LockMode mode) throws IOException {
        int result = system.kernel32().tryLockAll(handle, mode == LockMode.EXCLUSIVE);
        if (result < 0 && WindowsError.of(result) != WindowsError.ERROR_LOCK_VIOLATION) {
            throw system.failure("lock", path(), result);
        }
        return result >= 0;
    }

    final void unlock(long handle) throws IOException {
        int result = system.kernel32().unlockAll(handle);
        if (result < 0) {
            throw system.failure("unlock", path(), result);
        }
    }
}
