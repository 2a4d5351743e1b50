package io.github.portalocker.posix.core;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.spi.Failure;

/**
 * Proves, once for each FUSE mount, that a lock there excludes other processes.
 *
 * <p>Where the kernel does not keep them, the program that serves such a file system decides what locks do. One that takes
 * record locks in its own name grants them to all processes: the file system below sees one process only.
 *
 * <p>A lock that was granted is asked for again by a second descriptor of the file, and has to be refused. What is refused
 * while this one is shared may be so because of others who share it, perhaps by another way to the file: that proves nothing.
 * Then, or where a second descriptor cannot ask, it is enough that the kernel lists the lock as its own.
 */
final class ExclusionProof {
    private final Set<Long> provenMounts = ConcurrentHashMap.newKeySet();

    /**
     * To be called with the lock that was just granted; fails if it excludes no other process, or if that cannot be found out.
     *
     * @return whether the file needs no further proof
     */
    boolean isGivenBy(PosixHandle handle, int descriptor, LockMode mode) throws IOException {
        long mount = handle.system.statuses().uniqueMount(descriptor);
        if (provenMounts.contains(mount)) {
            return true;
        }
        boolean proven = prove(handle, descriptor, mode);
        if (proven && mount != FileStatuses.UNKNOWN_MOUNT) { // others get the numbers of mounts that are gone
            provenMounts.add(mount);
        }
        return proven;
    }

    private static boolean prove(PosixHandle handle, int descriptor, LockMode mode) throws IOException {
        // a caller may have record locks of its own on the file, which closing a second descriptor would drop
        if (handle.path() == null && isKeptByTheKernel(handle, descriptor)) {
            return true;
        }
        int result;
        try {
            result = askAgain(handle, descriptor);
        } catch (LockException e) {
            if (isKeptByTheKernel(handle, descriptor)) {
                return true;
            }
            throw e;
        }
        if (result >= 0) {
            throw refusal(
                    handle,
                    "it would exclude no other process: the program behind this file system (FUSE) grants such locks to all processes at once");
        }
        boolean refused = handle.isContention(result);
        if ((refused && mode == LockMode.EXCLUSIVE) || isKeptByTheKernel(handle, descriptor)) {
            return true;
        }
        if (refused) {
            return false;
        }
        if (handle.system.platform().is(result, Errno.EBADF)) {
            throw refusal(
                    handle,
                    "it is not known whether it would exclude other processes: the program behind this file system (FUSE) decides"
                            + " that, and to try it takes write access to the file");
        }
        throw handle.explainLock(result, LockMode.EXCLUSIVE);
    }

    /** What a second descriptor is answered, which has nothing afterwards. */
    private static int askAgain(PosixHandle handle, int descriptor) throws IOException {
        PosixSystem system = handle.system;
        LockFileOpener.Opened second = handle.reopen(descriptor);
        try {
            int result;
            do {
                result = handle.protocol()
                        .tryLock(
                                system.libc(),
                                system.platform(),
                                second.descriptor(),
                                LockMode.EXCLUSIVE,
                                handle.range);
            } while (system.platform().is(result, Errno.EINTR));
            if (result >= 0) { // a child that is just being started has a copy of the descriptor
                handle.unlock(second.descriptor());
            }
            return result;
        } finally {
            system.libc().close(second.descriptor());
        }
    }

    private static boolean isKeptByTheKernel(PosixHandle handle, int descriptor) {
        return ProcLocks.keeps(descriptor, handle.protocol() == LockProtocol.FLOCK ? "FLOCK" : "OFD");
    }

    private static LockNotSupportedException refusal(PosixHandle handle, String reason) {
        String local = "lock a file on a local file system";
        return new LockNotSupportedException(Failure.of(
                "lock",
                handle.path(),
                handle.system.failures().backend(),
                reason,
                handle.protocol() == LockProtocol.FLOCK ? local : "use backend posix-flock there, or " + local));
    }
}
