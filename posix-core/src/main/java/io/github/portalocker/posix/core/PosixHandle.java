package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.network.NetworkMount;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** An open descriptor and the lock that it carries, one after the other, as far as this does not depend on who opened it. */
abstract class PosixHandle implements FileHandle, Grant {
    /** The news that a lock is free can get lost on its way from a server. */
    private static final long LONGEST_NETWORK_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long LONGEST_INTERFERENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final AtomicIntegerFieldUpdater<PosixHandle> GRANTS =
            AtomicIntegerFieldUpdater.newUpdater(PosixHandle.class, "grants");

    final PosixSystem system;
    final FileStatus.Identity file;
    final LockRange range;
    private FileSystemType fileSystem = FileSystemType.UNKNOWN;
    private LockProtocol protocol;
    private @Nullable NetworkMount mount;
    private volatile boolean needsProof;
    private volatile boolean writingIsRefused;

    /** How many locks a server has granted. */
    private volatile int grants;

    /** The mode of the last one. */
    private volatile LockMode granted = LockMode.SHARED;

    /** The number of the last one that is known to be lost. */
    private volatile int lostGrant = -1;

    PosixHandle(PosixSystem system, FileStatus.Identity file, LockRange range) {
        this.system = system;
        this.file = file;
        this.range = range;
        this.protocol = system.protocol();
    }

    abstract @Nullable Path path();

    abstract int descriptor();

    /** The file of a descriptor of this handle once more, with a lock of its own. */
    abstract LockFileOpener.Opened reopen(int descriptor) throws IOException;

    /** Whether it is known not to be open for what a lock of this mode may take: writing if exclusive, reading if shared. */
    abstract boolean lacksAccess(LockMode mode);

    /** Whether an exclusive lock was refused that takes a file open for writing, which it is not, and cannot be. */
    boolean isWritingRefused() {
        return writingIsRefused;
    }

    /** Opens the file for reading and writing instead; a negated errno if it cannot. */
    int openForWriting() {
        return -Errno.EBADF.code(system.platform().os());
    }

    /** The one of this handle's system, or what stands for it here. */
    final LockProtocol protocol() {
        return protocol;
    }

    final FileSystemType fileSystem() {
        return fileSystem;
    }

    /** Only asked where it is a network file system. */
    final synchronized NetworkMount mount() {
        if (mount == null) {
            mount = NetworkMount.of(file.device());
        }
        return mount;
    }

    /** A late answer about an earlier lock says nothing about the one that the handle has been given since. */
    @Override
    public boolean isStillHeld() throws IOException {
        return isStillHeld(descriptor());
    }

    final boolean isStillHeld(int descriptor) throws IOException {
        int asked = grants;
        boolean lost = LostLocks.isLost(this, descriptor, granted);
        if (lost) {
            lostGrant = asked;
        }
        return !lost;
    }

    @Override
    public final boolean isKnownLost() {
        return lostGrant == grants;
    }

    /** True where a server decides: during its grace period even a refusal takes its time. */
    @Override
    public final boolean mayBlock() {
        return fileSystem.isNfs() || fileSystem.isSmb();
    }

    @Override
    public final @Nullable Grant tryLock(LockMode mode) throws IOException {
        return lock(mode) ? this : null;
    }

    /** One attempt. */
    boolean lock(LockMode mode) throws IOException {
        int result = attempt(descriptor(), mode);
        if (mode == LockMode.EXCLUSIVE && system.platform().is(result, Errno.EBADF) && lacksAccess(mode)) {
            int opened = openForWriting();
            writingIsRefused = opened < 0;
            if (opened >= 0) {
                result = attempt(descriptor(), mode);
            } else if (system.platform().is(opened, Errno.ETXTBSY)
                    || system.platform().is(opened, Errno.EAGAIN)) { // says more than EBADF
                result = opened;
            }
        }
        return isGranted(descriptor(), mode, result);
    }

    /** One attempt on a descriptor that is of this handle, or of the channel that it stands for. */
    final boolean lock(int descriptor, LockMode mode) throws IOException {
        return isGranted(descriptor, mode, attempt(descriptor, mode));
    }

    private boolean isGranted(int descriptor, LockMode mode, int result) throws IOException {
        if (result >= 0) {
            if (needsProof) {
                proveExclusion(descriptor, mode);
            }
            noteGrant(descriptor, mode);
            return true;
        }
        if (isContention(result)) {
            if (fileSystem.isSmb() && system.platform().is(result, Errno.EAGAIN)) {
                undoRefusal(descriptor, mode);
            }
            return false;
        }
        throw explainLock(result, mode);
    }

    private int attempt(int descriptor, LockMode mode) {
        int result;
        do {
            result = protocol.tryLock(system.libc(), system.platform(), descriptor, mode, range);
        } while (system.platform().is(result, Errno.EINTR));
        return result;
    }

    /** To be called with every lock that was granted. */
    final void noteGrant(int descriptor, LockMode mode) {
        if (mayBlock()) { // no other file system loses locks
            granted = mode;
            GRANTS.incrementAndGet(this);
            forgetCachedContent(descriptor);
        }
    }

    /**
     * Linux' client of NFS 4 forgets what it has cached of a file when it locks
     * it, but not while the server has delegated the file to it; and it gets that for a file that it has open for writing
     * already, without looking whether its cache is of today ({@code do_setlk} in {@code fs/nfs/file.c}, {@code nfs_update_inode}
     * in {@code fs/nfs/inode.c}). So the holder would read what the file had been before others wrote it.
     */
    private void forgetCachedContent(int descriptor) {
        if (fileSystem.isNfs()) {
            system.libc().fadvise(descriptor, system.platform().dontNeed()); // the lock is good whatever comes of it
        }
    }

    private void proveExclusion(int descriptor, LockMode mode) throws IOException {
        try {
            needsProof = !system.proof().isGivenBy(this, descriptor, mode);
        } catch (IOException | RuntimeException e) {
            try {
                unlock(descriptor);
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
    }

    /**
     * Linux' client of SMB gives processes that open a file alike the same open file of the server, and remembers a lock of
     * its own accord before the kernel refuses it (EAGAIN, not EACCES). What it remembers keeps the holder from reading and
     * writing, and makes the server refuse the holder's lock when a client elsewhere opens the file.
     */
    void undoRefusal(int descriptor, LockMode mode) {
        protocol.undoRefusal(system.libc(), system.platform(), descriptor, range);
    }

    /**
     * Repeats for a moment what SMB refuses: what another process of this machine has attempted is in the way of reads and
     * writes until it is taken back.
     */
    final long patiently(LongSupplier call) {
        long result = call.getAsLong();
        if (fileSystem.isSmb()) {
            long start = System.nanoTime();
            while (result < 0
                    && system.platform().is((int) result, Errno.EACCES)
                    && System.nanoTime() - start < LONGEST_INTERFERENCE_NANOS) {
                LockSupport.parkNanos(1_000_000);
                result = call.getAsLong();
            }
        }
        return result;
    }

    /**
     * On Linux, SMB answers EACCES to contention, and all file systems do so when a security module forbids locking; POSIX
     * lets record locks answer either way.
     */
    final boolean isContention(int result) {
        return system.platform().is(result, Errno.EAGAIN)
                || (system.platform().is(result, Errno.EACCES)
                        && (system.platform().os() != PosixPlatform.Os.LINUX || fileSystem.isSmb()));
    }

    /** To be called once, first of all; fails if the protocol cannot be relied on where this file is. */
    final void requireSuitableFileSystem(int descriptor) throws IOException {
        // what lies on a device of this machine is no server's: most protocols need not know more about it
        if (system.protocol().isChoosy()
                || file.major() == 0
                || system.platform().os() != PosixPlatform.Os.LINUX) {
            fileSystem = FileSystemType.of(system.libc(), descriptor);
        }
        String refusal = system.protocol().refusalOf(fileSystem);
        if (refusal != null) {
            throw notSupported(
                    refusal,
                    "choose a backend that takes one lock, such as posix-flock or posix-ofd, or lock a file on a local file system");
        }
        protocol = system.protocol().on(fileSystem);
        needsProof = fileSystem.isFuse();
        if (mayBlock()) {
            mount().requireLocksOfTheServer(
                            protocol.nameInMountOptions(),
                            path(),
                            system.failures().backend());
        }
    }

    private LockNotSupportedException notSupported(String reason, String remedy) {
        return new LockNotSupportedException(
                Failure.of("lock", path(), system.failures().backend(), reason, remedy));
    }

    final IOException explainLock(int result, LockMode mode) {
        Errno errno = Errno.of(system.platform().os(), -result);
        if (errno == Errno.ENOLCK || errno == Errno.ENOSYS || errno == Errno.EOPNOTSUPP || errno == Errno.ENOTSUP) {
            String reason = errno == Errno.ENOLCK
                    ? "the file system has no locks available"
                    : "the file system does not support locks";
            return system.failures().notSupported("lock", path(), result, reason);
        }
        if (errno == Errno.EBADF && protocol.needsMatchingAccess() && lacksAccess(mode)) {
            boolean exclusive = mode == LockMode.EXCLUSIVE;
            String alternative = fileSystem.isSmb() ? "" : ", or use backend posix-flock";
            return system.failures()
                    .of(
                            "lock",
                            path(),
                            result,
                            exclusive
                                    ? "the file is open for reading only, and an exclusive lock of this kind needs write access"
                                    : "the file is open for writing only, and a shared lock of this kind needs read access",
                            exclusive
                                    ? "let the user of this process write the file, lock it SHARED" + alternative
                                    : "open it for reading, too, lock it EXCLUSIVE" + alternative);
        }
        if (errno == Errno.EBADF && mode == LockMode.EXCLUSIVE && isWritingRefused()) {
            return system.failures()
                    .of(
                            "lock",
                            path(),
                            result,
                            "this file system gives exclusive locks only to those who may write the file",
                            "let the user of this process write it, or lock it SHARED");
        }
        if (errno == Errno.EBADF) {
            return system.failures()
                    .of(
                            "lock",
                            path(),
                            result,
                            "its descriptor was lost: other code of this process closed it, or the server of a network file"
                                    + " system forgot it",
                            "open the file again");
        }
        return system.failures().of("lock", path(), result);
    }

    /**
     * None on SMB, where a waiting thread ignores signals, and none on FUSE, where it depends on the program that serves
     * the file system, and many do not let a thread go before the lock is free.
     */
    @Override
    public @Nullable PendingWait newWait(LockMode mode) {
        WaitSignal signal = system.waitSignal();
        if (signal == null || !signal.isIntact()) {
            return null;
        }
        // on a device of this machine it was not asked for; FUSE may have one
        FileSystemType type = fileSystem.isUnknown() ? FileSystemType.of(system.libc(), descriptor()) : fileSystem;
        if (type.isSmb() || type.isFuse()) {
            return null;
        }
        long longest = type.isNfs() ? LONGEST_NETWORK_WAIT_NANOS : Long.MAX_VALUE;
        return new SignalledWait(this, mode, signal, longest, type.nameUnlessLocal() == null);
    }

    @Override
    public void release() throws IOException {
        unlock(descriptor());
    }

    final void unlock(int descriptor) throws IOException {
        int result;
        do {
            result = protocol.unlock(system.libc(), system.platform(), descriptor, range);
        } while (system.platform().is(result, Errno.EINTR));
        if (result < 0) {
            throw system.failures().of("unlock", path(), result);
        }
    }

    @Override
    public Object identity() {
        return file;
    }
}
