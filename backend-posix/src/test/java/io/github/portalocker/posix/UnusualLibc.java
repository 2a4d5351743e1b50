package io.github.portalocker.posix;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;

import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.posix.core.ChannelDescriptors;
import io.github.portalocker.posix.core.Libc;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.posix.core.ProgramLibc;
import org.jspecify.annotations.Nullable;

/** The real C library, but for some functions, which answer what this system does not. */
final class UnusualLibc {
    private UnusualLibc() {}

    /** With the functions in the map, by name; one that answers null is the real one this time. */
    static PosixLockBackend.NativeAccess access(Map<String, Function<Object[], @Nullable Object>> replaced) {
        return new PosixLockBackend.NativeAccess() {
            @Override
            public Libc libc() {
                Libc real = JnaLibc.load();
                return (Libc) Proxy.newProxyInstance(
                        Libc.class.getClassLoader(), new Class<?>[] {Libc.class}, (proxy, method, arguments) -> {
                            Function<Object[], @Nullable Object> other = replaced.get(method.getName());
                            Object answer = other == null ? null : other.apply(arguments);
                            try {
                                return answer == null ? method.invoke(real, arguments) : answer;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
            }

            @Override
            public ProgramLibc programs() {
                return new JnaAccess().programs();
            }

            @Override
            public ChannelDescriptors channels() {
                return new JnaAccess().channels();
            }

            @Override
            public Unavailable explain(Throwable failure) {
                return JnaTroubles.explain(failure, "libc"); // which the test did not expect, or is about
            }
        };
    }
}
