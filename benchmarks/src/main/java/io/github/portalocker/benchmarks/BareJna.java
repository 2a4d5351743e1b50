package io.github.portalocker.benchmarks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.github.portalocker.LockMode;

/** flock(2) through JNA's direct mapping and nothing else: what posix-flock could reach at best. */
final class BareJna implements Subject {
    private static final int READ_WRITE = 2;
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_UN = 8;

    static {
        Native.register(BareJna.class, NativeLibrary.getProcess());
    }

    private final int descriptor;
    private final AutoCloseable unlock = this::unlock;

    BareJna(Path file) throws Exception {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        descriptor = open((file + "\0").getBytes(StandardCharsets.UTF_8), READ_WRITE);
        require(descriptor >= 0);
    }

    private static native int open(byte[] path, int flags);

    private static native int flock(int descriptor, int operation);

    private static native int close(int descriptor);

    private static void require(boolean success) {
        if (!success) {
            throw new IllegalStateException("error " + Native.getLastError());
        }
    }

    @Override
    public AutoCloseable lock(LockMode mode) {
        require(flock(descriptor, mode == LockMode.SHARED ? LOCK_SH : LOCK_EX) == 0);
        return unlock;
    }

    private void unlock() {
        require(flock(descriptor, LOCK_UN) == 0);
    }

    @Override
    public void close() {
        require(close(descriptor) == 0);
    }
}
