package io.github.portalocker.nio;

import io.github.portalocker.tck.BackendContract;
import org.junit.jupiter.api.condition.OS;

final class NioContractTest implements BackendContract {
    @Override
    public String backend() {
        return "nio";
    }

    /** On Windows, close() beside tryLock() fails in the JDK now and then, and leaves the file open. */
    @Override
    public boolean canCloseBesideAttempts() {
        return !OS.WINDOWS.isCurrentOs();
    }
}
