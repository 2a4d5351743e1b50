package io.github.portalocker.posix;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.github.portalocker.jna.JniChannelDescriptors;
import io.github.portalocker.posix.core.ChannelDescriptors;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.Availability.Unavailable;

/** The C library of this system, some functions of which answer as they do elsewhere. */
final class UnusualSystem {
    private final Libc real = JnaLibc.load();

    /** The functions that answer otherwise, by name. */
    private final Map<String, Function<Object[], Object>> replaced = new ConcurrentHashMap<>();

    /** Lets a function answer otherwise from now on. */
    void replace(String function, Function<Object[], Object> answer) {
        replaced.put(function, answer);
    }

    /** The library itself. */
    Libc real() {
        return real;
    }

    PosixLockBackend backend(LockProtocol protocol) {
        return new PosixLockBackend("unusual", 1, protocol, new PosixLockBackend.NativeAccess() {
            @Override
            public Libc libc() {
                return (Libc) Proxy.newProxyInstance(
                        Libc.class.getClassLoader(), new Class<?>[] {Libc.class}, (proxy, method, arguments) -> {
                            Function<Object[], Object> other = replaced.get(method.getName());
                            try {
                                return other == null ? method.invoke(real, arguments) : other.apply(arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
            }

            @Override
            public ChannelDescriptors channels() {
                return JniChannelDescriptors.load()::descriptor;
            }

            @Override
            public Unavailable explain(Throwable failure) {
                throw new AssertionError(failure);
            }
        }) {};
    }

    void fileSystemIs(long magic) {
        replace("fstatfs", arguments -> {
            ByteBuffer.wrap((byte[]) arguments[1])
                    .order(ByteOrder.nativeOrder())
                    .putLong(0, magic);
            return 0;
        });
    }
}
