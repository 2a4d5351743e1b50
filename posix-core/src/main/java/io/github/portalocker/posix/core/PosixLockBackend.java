package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.Availability;
import io.github.portalocker.Availability.Available;
import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.network.MountPoints;
import io.github.portalocker.internal.programs.Programs;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;

/** A POSIX backend: one protocol over one way to call libc. */
public abstract class PosixLockBackend implements LockBackend, Programs.Provider {
    private static final Set<Capability> CAPABILITIES =
            EnumSet.of(Capability.ADOPT_CHANNEL, Capability.SURVIVES_OTHER_CLOSE);

    private final String name;
    private final int priority;
    private final LockProtocol protocol;
    private final NativeAccess access;
    private final Object space;

    private @Nullable Availability availability; // guarded by this
    private volatile @Nullable PosixSystem system;

    /** How to reach libc, and what to say when that fails. */
    public interface NativeAccess {
        /** Loads the functions; may throw anything that class loading and linking throw. */
        Libc libc();

        /** Loads the functions that start programs, where they are known. */
        ProgramLibc programs();

        /** The descriptors of channels. */
        ChannelDescriptors channels();

        /** Why loading failed, and what to do; never that it is available. */
        Availability explain(Throwable failure);
    }

    /** Touches nothing native yet. */
    protected PosixLockBackend(String name, int priority, LockProtocol protocol, NativeAccess access) {
        this.name = name;
        this.priority = priority;
        this.protocol = protocol;
        this.access = access;
        this.space = List.of(getClass(), name);
    }

    /** Made once: each open file keeps it. */
    @Override
    public final Object space() {
        return space;
    }

    @Override
    public final String name() {
        return name;
    }

    /** What follows the way to call libc: {@code flock}, {@code ofd}, {@code universal}. */
    @Override
    public final String kind() {
        return name.substring(name.indexOf('-') + 1);
    }

    @Override
    public final int priority() {
        return priority;
    }

    @Override
    public final Set<LockDomain> domains() {
        return protocol.domains(PosixPlatform.current().map(PosixPlatform::os).orElse(PosixPlatform.Os.LINUX));
    }

    @Override
    public final Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.copyOf(CAPABILITIES);
        if (!protocol.needsMatchingAccess()) {
            capabilities.add(Capability.EXCLUSIVE_WITHOUT_WRITE_ACCESS);
        }
        if (protocol.hasRanges()) {
            capabilities.add(Capability.BYTE_RANGES);
        }
        if (availability().isAvailable() && Objects.requireNonNull(system).waitSignal() != null) {
            capabilities.add(Capability.KERNEL_WAIT);
        }
        return capabilities;
    }

    @Override
    public final synchronized Availability availability() {
        if (availability == null) {
            availability = probe();
        }
        return availability;
    }

    private Availability probe() {
        Optional<PosixPlatform> platform = PosixPlatform.current();
        if (platform.isEmpty()) {
            return new NotForThisPlatform(
                    "it is for Linux, macOS and FreeBSD on processors whose constants were checked, not for "
                            + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch"));
        }
        String missing = protocol.missingOn(platform.get().os());
        if (missing != null) {
            return new NotForThisPlatform(missing);
        }
        PosixSystem candidate;
        try {
            Libc libc = access.libc();
            Failures failures = new Failures(platform.get(), name);
            failures.prepareForTooManyFiles();
            candidate = new PosixSystem(
                    libc,
                    platform.get(),
                    protocol,
                    new FileStatuses(libc, platform.get(), failures),
                    failures,
                    new ExclusionProof(),
                    ConcurrentHashMap.newKeySet(),
                    null);
        } catch (LinkageError | RuntimeException e) {
            return access.explain(e);
        }
        Availability result = new Probe(candidate).run();
        if (result instanceof Available) {
            system = candidate.with(WaitSignal.choose(candidate.libc(), candidate.platform()));
        }
        return result;
    }

    private PosixSystem system() {
        PosixSystem present = system;
        if (present == null) {
            if (!availability().isAvailable()) {
                throw new IllegalStateException("backend " + name + " is not available: " + availability());
            }
            present = Objects.requireNonNull(system);
        }
        return present;
    }

    @Override
    public final FileHandle open(Path path, OpenOptions options) throws IOException {
        OwnHandle handle = OwnHandle.open(system(), path, options, LockRange.WHOLE_FILE);
        return handle != null ? handle : UnopenedHandle.of(system(), path, options);
    }

    @Override
    public final boolean openMayBlock(Path path) {
        return MountPoints.askAServer(path);
    }

    @Override
    public final FileHandle adopt(FileChannel channel) throws IOException {
        return AdoptedHandle.adopt(system(), access.channels().of(channel));
    }

    /** Only Linux has been measured. */
    @Override
    public final @Nullable Programs programs() {
        if (!isLinux() || !availability().isAvailable()) {
            return null;
        }
        try {
            return new PosixPrograms(system().libc(), access.programs());
        } catch (LinkageError | RuntimeException e) {
            return null; // a C library without them
        }
    }

    @Override
    public final List<LockHolder> holders(Path path, Duration limit) {
        return isLinux() ? ProcLocks.holders(path, limit) : List.of();
    }

    @Override
    public final List<LockHolder> waiters(Path path, Duration limit) {
        return isLinux() ? ProcLocks.waiters(path, limit) : List.of();
    }

    @Override
    public final Optional<Boolean> hasAccessControlList(Path path) throws IOException {
        return isLinux() ? AccessControlLists.isPresent(system(), path) : Optional.empty();
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").equals("Linux");
    }
}
