package io.github.portalocker.posix.core;

import java.util.Set;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.LockDomain;

/** One way in which POSIX systems lock an open file; calls answer like {@link Libc}'s. */
public interface LockProtocol {
    /** flock(2) on the descriptor. */
    LockProtocol FLOCK = new Flock();

    /** The spaces in which it locks on this operating system. */
    Set<LockDomain> domains(PosixPlatform.Os os);

    /** Locks without waiting; contention is EAGAIN, and EACCES on some file systems. */
    int tryLock(Libc libc, int descriptor, LockMode mode);

    /** Locks, blocking the calling thread in the kernel until then or until a signal (EINTR). */
    int lock(Libc libc, int descriptor, LockMode mode);

    /** Gives the lock back. */
    int unlock(Libc libc, int descriptor);

    /** See the constant. */
    final class Flock implements LockProtocol {
        private static final Set<LockDomain> LINUX = Set.of(LockDomain.FLOCK);
        private static final Set<LockDomain> ONE_SPACE = Set.of(LockDomain.FLOCK, LockDomain.RECORD);

        private Flock() {}

        @Override
        public Set<LockDomain> domains(PosixPlatform.Os os) {
            return os == PosixPlatform.Os.LINUX ? LINUX : ONE_SPACE;
        }

        @Override
        public int tryLock(Libc libc, int descriptor, LockMode mode) {
            return libc.flock(descriptor, operation(mode) | PosixPlatform.LOCK_NB);
        }

        @Override
        public int lock(Libc libc, int descriptor, LockMode mode) {
            return libc.flock(descriptor, operation(mode));
        }

        private static int operation(LockMode mode) {
            return mode == LockMode.EXCLUSIVE ? PosixPlatform.LOCK_EX : PosixPlatform.LOCK_SH;
        }

        @Override
        public int unlock(Libc libc, int descriptor) {
            return libc.flock(descriptor, PosixPlatform.LOCK_UN);
        }
    }
}
