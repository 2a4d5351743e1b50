package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

import com.google.auto.service.AutoService;
import io.github.portalocker.Availability;
import io.github.portalocker.Availability.Available;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.network.MountPoints;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/**
 * {@code nio}: {@code FileChannel.tryLock}, which needs nothing but Java.
 *
 * <p>It cannot promise what the native backends do. On POSIX systems the lock is dropped when any other code of this JVM opens
 * and closes the same file, even only to read it, and nothing tells, unless a channel is closed that was locked through this
 * backend, too. On Windows, an interrupt during I/O on {@link FileHandle#channel()} closes the file, and so releases the lock;
 * {@code isValid()} tells. So it is the fallback, never chosen silently in place of a native backend of another lock domain.
 *
 * @since 0.1.0
 */
@AutoService(LockBackend.class)
public final class NioBackend implements LockBackend {
    static final String NAME = "nio";

    private static final String OS = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    static final boolean WINDOWS = OS.startsWith("windows");
    static final boolean LINUX = OS.equals("linux");

    private @Nullable Availability availability; // guarded by this

    /** For {@link java.util.ServiceLoader}. */
    public NioBackend() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 0;
    }

    /** The JDK uses LockFileEx on Windows and fcntl(2) elsewhere, where only Linux keeps flock(2) apart from it. */
    @Override
    public Set<LockDomain> domains() {
        if (WINDOWS) {
            return Set.of(LockDomain.WINDOWS);
        }
        boolean oneSpace = OS.startsWith("mac os x") || OS.endsWith("bsd");
        return oneSpace ? Set.of(LockDomain.FLOCK, LockDomain.RECORD) : Set.of(LockDomain.RECORD);
    }

    @Override
    public Set<Capability> capabilities() {
        return WINDOWS
                ? Set.of(Capability.ADOPT_CHANNEL, Capability.BYTE_RANGES, Capability.SURVIVES_OTHER_CLOSE)
                : Set.of(Capability.ADOPT_CHANNEL, Capability.BYTE_RANGES);
    }

    @Override
    public synchronized Availability availability() {
        if (availability == null) {
            availability = probe();
        }
        return availability;
    }

    private static Availability probe() {
        Path file = null;
        try {
            file = Files.createTempFile("portalocker", ".probe");
            try (NioHandle handle = NioHandle.open(file, OpenOptions.DEFAULT)) {
                if (handle.tryLock(LockMode.EXCLUSIVE) == null) {
                    throw new IOException("a new file could not be locked");
                }
                handle.release();
            }
            return new Available();
        } catch (IOException | RuntimeException e) {
            return new Unavailable(
                    "a temporary file could not be locked: " + e,
                    "set -Djava.io.tmpdir to a writable directory on a local file system",
                    e);
        } finally {
            if (file != null && !file.toFile().delete()) {
                file.toFile().deleteOnExit();
            }
        }
    }

    @Override
    public FileHandle open(Path path, OpenOptions options) throws IOException {
        return NioHandle.open(path, options);
    }

    @Override
    public boolean openMayBlock(Path path) {
        return LINUX && MountPoints.askAServer(path);
    }

    @Override
    public FileHandle adopt(FileChannel channel) {
        return new AdoptedHandle(channel);
    }
}
