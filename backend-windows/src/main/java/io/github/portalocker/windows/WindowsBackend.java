package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import com.google.auto.service.AutoService;
import io.github.portalocker.Availability;
import io.github.portalocker.Availability.Available;
import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.jna.JnaBinding;
import io.github.portalocker.jna.JnaTroubles;
import io.github.portalocker.jna.JniFields;
import io.github.portalocker.spi.BorrowedDescriptor;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/**
 * {@code windows}: LockFileEx over all bytes that a file can have, which every other program's lock overlaps.
 *
 * <p>Windows locks are mandatory: while the lock is exclusive, no process reads or writes the file through another handle, not
 * even this one; use {@link io.github.portalocker.HeldFileLock#channel()}. While the backend has a file open, no process can
 * delete or rename it.
 *
 * @since 0.1.0
 */
@AutoService(LockBackend.class)
public final class WindowsBackend implements LockBackend {
    static final String NAME = "windows";

    private static final String LIBRARY = "kernel32";
    static final JnaBinding<JnaKernel32> KERNEL32 = new JnaBinding<>(LIBRARY, () -> JnaKernel32.bind());

    private @Nullable Availability availability; // guarded by this
    private volatile @Nullable WindowsSystem system;

    /** For {@link java.util.ServiceLoader}; loads nothing native yet. */
    public WindowsBackend() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 110;
    }

    @Override
    public Set<LockDomain> domains() {
        return Set.of(LockDomain.WINDOWS);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.ADOPT_CHANNEL,
                Capability.BYTE_RANGES,
                Capability.SURVIVES_OTHER_CLOSE,
                Capability.EXCLUSIVE_WITHOUT_WRITE_ACCESS);
    }

    @Override
    public synchronized Availability availability() {
        if (availability == null) {
            availability = probe();
        }
        return availability;
    }

    private Availability probe() {
        String os = System.getProperty("os.name", "");
        if (!os.toLowerCase(Locale.ROOT).startsWith("windows")) {
            return new NotForThisPlatform("it is for Windows, not for " + os);
        }
        WindowsSystem candidate;
        try {
            candidate = new WindowsSystem(KERNEL32.get());
        } catch (LinkageError | RuntimeException e) {
            return JnaTroubles.explain(e, LIBRARY);
        }
        Availability result = new Probe(candidate).run();
        if (result instanceof Available) {
            system = candidate;
        }
        return result;
    }

    private WindowsSystem system() {
        WindowsSystem present = system;
        if (present == null) {
            if (!availability().isAvailable()) {
                throw new IllegalStateException("backend " + NAME + " is not available: " + availability());
            }
            present = Objects.requireNonNull(system);
        }
        return present;
    }

    @Override
    public FileHandle open(Path path, OpenOptions options) throws IOException {
        return OwnHandle.open(system(), path);
    }

    /** A drive letter may stand for a server, too; the name does not tell. */
    @Override
    public boolean openMayBlock(Path path) {
        return path.toAbsolutePath().toString().startsWith("\\\\");
    }

    @Override
    public FileHandle adopt(FileChannel channel) throws IOException {
        return AdoptedHandle.adopt(system(), BorrowedDescriptor.of(channel, JniFields.load("handle", long.class)));
    }
}
