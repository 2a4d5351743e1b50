package io.github.portalocker.posix;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import org.jspecify.annotations.Nullable;

/** {@code flaky}: flock(2) over a C library that fails on demand; never chosen unless it is named. */
public final class FlakyBackend extends PosixLockBackend {
    /** The functions that answer otherwise now. */
    static final Map<String, Function<Object[], @Nullable Object>> REPLACED = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public FlakyBackend() {
        super("flaky", -1, LockProtocol.FLOCK, UnusualLibc.access(REPLACED));
    }

    /** Makes a function fail so many times without doing anything. */
    static void fail(String function, int errno, int times) {
        AtomicInteger left = new AtomicInteger(times);
        REPLACED.put(function, arguments -> left.getAndDecrement() > 0 ? -errno : null);
    }
}
