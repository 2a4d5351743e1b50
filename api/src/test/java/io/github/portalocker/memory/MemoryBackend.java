package io.github.portalocker.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.portalocker.Availability;
import io.github.portalocker.Availability.Available;
import io.github.portalocker.Capability;
import io.github.portalocker.FileLocker;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.OpenOptions;

/**
 * Locks the files of a {@link MemoryFiles}: grants, refuses, blocks, fails and loses as a test tells it.
 *
 * <p>What the engine does against the contract of the SPI becomes a violation, and what it leaves behind is a leftover.
 */
public final class MemoryBackend implements LockBackend {
    /** Its name. */
    public static final String NAME = "memory";

    /** The files that it locks. */
    public final MemoryFiles files = new MemoryFiles();

    /** What happens at its operations. */
    public final Script script = new Script();

    final Traits traits;
    final Set<MemoryHandle> handles = ConcurrentHashMap.newKeySet();
    final AtomicInteger waits = new AtomicInteger();
    final AtomicLong lastToken = new AtomicLong();
    private final Set<MemoryChannel> views = ConcurrentHashMap.newKeySet();
    private final List<AssertionError> violations = new CopyOnWriteArrayList<>();
    private volatile Cancels cancels = Cancels.HEARD;
    private volatile boolean waitsEndAtOnce;

    /** With such files and locks. */
    public MemoryBackend(Traits traits) {
        this.traits = traits;
    }

    /** A locker over this backend. */
    public FileLocker locker() {
        return FileLocker.builder().backend(this).build();
    }

    /** A locker whose {@code LockFile}s open the file that their path names by now. */
    public FileLocker followingLocker() {
        return FileLocker.builder().backend(this).reopenIfReplaced(true).build();
    }

    /** What kind of locks these are. */
    public Traits traits() {
        return traits;
    }

    /** What becomes of cancellations from now on. */
    public void cancels(Cancels kind) {
        cancels = kind;
    }

    Cancels cancels() {
        return cancels;
    }

    /** From now on, a wait that does not get the lock at once ends without it. */
    public void endWaitsAtOnce() {
        waitsEndAtOnce = true;
    }

    boolean waitsEndAtOnce() {
        return waitsEndAtOnce;
    }

    /** How many files the engine has open; of a channel that its caller closed, nothing is open any more. */
    public int openHandles() {
        return (int) handles.stream().filter(MemoryHandle::isReachable).count();
    }

    /** How many threads wait in the kernel. */
    public int waits() {
        return waits.get();
    }

    /** What the engine has done against its contract. */
    public List<AssertionError> violations() {
        return violations;
    }

    /** What the engine has not released. */
    public List<String> leftovers() {
        List<String> found = new ArrayList<>();
        handles.stream()
                .filter(MemoryHandle::isReachable)
                .map(MemoryHandle::toString)
                .forEach(found::add);
        views.forEach(view -> found.add("channel of " + view.description));
        if (waits() > 0) {
            found.add(waits() + " waits in the kernel");
        }
        return found;
    }

    void violation(String text) {
        violations.add(new AssertionError(text));
    }

    MemoryChannel view(Description description) {
        MemoryChannel view = new MemoryChannel(description, views::remove);
        views.add(view);
        return view;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Set<LockDomain> domains() {
        return Set.of(new LockDomain("MEMORY"));
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        if (!traits.kernelWaits()) {
            all.remove(Capability.KERNEL_WAIT);
        }
        if (!traits.ranges()) {
            all.remove(Capability.BYTE_RANGES);
        }
        return all;
    }

    @Override
    public Availability availability() {
        return new Available();
    }

    @Override
    public MemoryHandle open(Path path, OpenOptions options) throws IOException {
        return script.perform(
                Operation.OPEN, () -> new MemoryHandle(this, files.open(path, LockRange.WHOLE_FILE), path));
    }

    @Override
    public boolean openMayBlock(Path path) {
        return traits.triesBlock();
    }

    @Override
    public MemoryHandle adopt(FileChannel channel) throws IOException {
        return script.perform(Operation.ADOPT, () -> {
            if (channel instanceof MemoryChannel ours) {
                return new MemoryHandle(this, ours);
            }
            throw new UnsupportedOperationException("this channel is not one of a file in memory");
        });
    }
}
