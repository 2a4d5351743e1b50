package io.github.portalocker.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import org.jspecify.annotations.Nullable;

/** The C library of this system, some functions of which answer as they do elsewhere. */
final class UnusualSystem {
    private static final int STATX_DEVICE_AT = 136;

    private final Libc real = JnaLibc.load();

    /** The functions that answer otherwise, by name. */
    private final Map<String, Function<Object[], @Nullable Object>> replaced = new ConcurrentHashMap<>();

    /** Lets a function answer otherwise from now on; null stands for the real answer. */
    void replace(String function, Function<Object[], @Nullable Object> answer) {
        replaced.put(function, answer);
    }

    /** The library itself. */
    Libc real() {
        return real;
    }

    PosixLockBackend backend(LockProtocol protocol) {
        return new PosixLockBackend("unusual", 1, protocol, UnusualLibc.access(replaced)) {};
    }

    /** From now on, all files lie on such a file system, which has no device of this machine. */
    void fileSystemIs(long magic) {
        replace("fstatfs", arguments -> {
            ByteBuffer.wrap((byte[]) arguments[1])
                    .order(ByteOrder.nativeOrder())
                    .putLong(0, magic);
            return 0;
        });
        replace("statx", arguments -> {
            byte[] buffer = (byte[]) arguments[4];
            int result = real.statx(
                    (int) arguments[0], (byte[]) arguments[1], (int) arguments[2], (int) arguments[3], buffer);
            ByteBuffer.wrap(buffer).putInt(STATX_DEVICE_AT, 0);
            return result;
        });
    }
}
