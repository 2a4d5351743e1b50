package com.example.counted;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.github.portalocker.Availability;
import io.github.portalocker.Capability;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.LockDomain;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.OpenOptions;

/**
 * Counts what the system's own backend grants and refuses, for a monitoring system, say.
 *
 * <p>It locks through the system's backend, so it locks in the same domains: other programs notice no difference. A backend
 * that calls the operating system itself looks the same from outside.
 */
public final class CountedBackend implements LockBackend {
    static final AtomicLong GRANTED = new AtomicLong();
    static final AtomicLong REFUSED = new AtomicLong();

    /** Found at the first use, not in the constructor, which the library calls while it looks for backends. */
    private static final class Real {
        static final LockBackend BACKEND = ServiceLoader.load(LockBackend.class).stream()
                .filter(provider -> provider.type() != CountedBackend.class)
                .map(ServiceLoader.Provider::get)
                .filter(backend -> backend.availability().isAvailable())
                .max(Comparator.comparingInt(LockBackend::priority))
                .orElseThrow(() -> new IllegalStateException("there is no backend to count for"));
    }

    /** How many attempts were successful in this JVM. */
    public static long granted() {
        return GRANTED.get();
    }

    /** How many attempts were refused in this JVM. */
    public static long refused() {
        return REFUSED.get();
    }

    @Override
    public String name() {
        return "counted";
    }

    /** Below every backend of the library: whoever wants this one names it. */
    @Override
    public int priority() {
        return -1;
    }

    @Override
    public Set<LockDomain> domains() {
        return Real.BACKEND.domains();
    }

    @Override
    public Set<Capability> capabilities() {
        return Real.BACKEND.capabilities();
    }

    @Override
    public Availability availability() {
        return Real.BACKEND.availability();
    }

    @Override
    public FileHandle open(Path path, OpenOptions options) throws IOException {
        return new CountedHandle(Real.BACKEND.open(path, options));
    }

    @Override
    public FileHandle adopt(FileChannel channel) throws IOException {
        return new CountedHandle(Real.BACKEND.adopt(channel));
    }
}
