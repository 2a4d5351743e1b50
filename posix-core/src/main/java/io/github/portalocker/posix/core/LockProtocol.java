package io.github.portalocker.posix.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.LockDomain;
import org.jspecify.annotations.Nullable;

/** One way in which POSIX systems lock an open file; calls answer like {@link Libc}'s. */
public interface LockProtocol {
    /** flock(2) on the descriptor. */
    LockProtocol FLOCK = new Flock();

    /** Open-file-description locks of fcntl(2) on the whole file. */
    LockProtocol OFD = new OpenFileDescription();

    /** Both of the above, for systems that keep them apart. */
    LockProtocol UNIVERSAL = new Universal();

    /** The spaces in which it locks on this operating system. */
    Set<LockDomain> domains(PosixPlatform.Os os);

    /** Why this operating system never has it; null if it may. */
    default @Nullable String missingOn(PosixPlatform.Os os) {
        return null;
    }

    /** Why it does not work on this type of file system, though its calls might succeed; null if it does. */
    default @Nullable String refusalOf(FileSystemType type) {
        return null;
    }

    /** What to use instead of this one, without a difference to others, where the file system is one of this type. */
    default LockProtocol on(FileSystemType type) {
        return this;
    }

    /** What NFS calls its locks in the mount option {@code local_lock}. */
    default String nameInMountOptions() {
        return "posix";
    }

    /** Whether the descriptor has to be open for what the lock keeps others from: record locks want that everywhere. */
    default boolean needsMatchingAccess() {
        return true;
    }

    /** Locks without waiting; contention is EAGAIN, and EACCES on some file systems. */
    int tryLock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode);

    /** Locks, blocking the calling thread in the kernel until then or until a signal (EINTR). */
    int lock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode);

    /**
     * 1 if somebody else's lock keeps the descriptor from one of this mode, 0 if not, or a negated errno; on Linux, for those
     * protocols that can ask.
     */
    default int isInTheWay(Libc libc, PosixPlatform platform, int descriptor, LockMode mode) {
        return 0;
    }

    /** Gives the lock back. */
    int unlock(Libc libc, PosixPlatform platform, int descriptor);

    /** See the constant. */
    final class Flock implements LockProtocol {
        private static final Set<LockDomain> LINUX = Set.of(LockDomain.FLOCK);
        private static final Set<LockDomain> ONE_SPACE = Set.of(LockDomain.FLOCK, LockDomain.RECORD);

        private Flock() {}

        @Override
        public Set<LockDomain> domains(PosixPlatform.Os os) {
            return os == PosixPlatform.Os.LINUX ? LINUX : ONE_SPACE;
        }

        /**
         * SMB has one kind of lock; but Linux' client may drop the one that flock took when another process of this machine
         * opens and closes the file, as everybody does who tries to lock it.
         */
        @Override
        public LockProtocol on(FileSystemType type) {
            return type.isSmb() ? OFD : this;
        }

        @Override
        public String nameInMountOptions() {
            return "flock";
        }

        @Override
        public boolean needsMatchingAccess() {
            return false;
        }

        @Override
        public int tryLock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode) {
            return libc.flock(descriptor, operation(mode) | PosixPlatform.LOCK_NB);
        }

        @Override
        public int lock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode) {
            return libc.flock(descriptor, operation(mode));
        }

        private static int operation(LockMode mode) {
            return mode == LockMode.EXCLUSIVE ? PosixPlatform.LOCK_EX : PosixPlatform.LOCK_SH;
        }

        @Override
        public int unlock(Libc libc, PosixPlatform platform, int descriptor) {
            return libc.flock(descriptor, PosixPlatform.LOCK_UN);
        }
    }

    /**
     * See the constant.
     *
     * <p>Of {@code struct flock} only the type is ever written: whence, start and length 0 mean the whole file in every
     * layout, and the process id must be 0.
     */
    final class OpenFileDescription implements LockProtocol {
        private static final Set<LockDomain> LINUX = Set.of(LockDomain.RECORD);
        private static final Set<LockDomain> ONE_SPACE = Set.of(LockDomain.FLOCK, LockDomain.RECORD);
        private static final int STRUCT_SIZE = 32; // of the largest layout

        private OpenFileDescription() {}

        @Override
        public Set<LockDomain> domains(PosixPlatform.Os os) {
            return os == PosixPlatform.Os.LINUX ? LINUX : ONE_SPACE;
        }

        @Override
        public @Nullable String missingOn(PosixPlatform.Os os) {
            return os == PosixPlatform.Os.FREEBSD ? "FreeBSD has no open-file-description locks" : null;
        }

        @Override
        public int tryLock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode) {
            Numbers numbers = Numbers.of(platform.os());
            return libc.fcntl(descriptor, numbers.set, request(numbers, numbers.type(mode)));
        }

        @Override
        public int lock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode) {
            Numbers numbers = Numbers.of(platform.os());
            return libc.fcntl(descriptor, numbers.setAndWait, request(numbers, numbers.type(mode)));
        }

        @Override
        public int unlock(Libc libc, PosixPlatform platform, int descriptor) {
            Numbers numbers = Numbers.of(platform.os());
            return libc.fcntl(descriptor, numbers.set, request(numbers, numbers.unlock));
        }

        @Override
        public int isInTheWay(Libc libc, PosixPlatform platform, int descriptor, LockMode mode) {
            Numbers numbers = Numbers.of(platform.os());
            byte[] request = request(numbers, numbers.type(mode));
            int result = libc.fcntl(descriptor, Numbers.LINUX_GET, request);
            short type = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getShort(numbers.typeOffset);
            return result < 0 ? result : type == numbers.unlock ? 0 : 1;
        }

        /** As 16 bits: written as an int, a type lands in its neighbour on big-endian processors. */
        private static byte[] request(Numbers numbers, int type) {
            byte[] request = new byte[STRUCT_SIZE];
            ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putShort(numbers.typeOffset, (short) type);
            return request;
        }

        /** Sources: Linux {@code asm-generic/fcntl.h}; macOS {@code sys/fcntl.h}, where no program of ours ever ran. */
        private record Numbers(int set, int setAndWait, int read, int write, int unlock, int typeOffset) {
            static final int LINUX_GET = 36;
            private static final Numbers LINUX_NUMBERS = new Numbers(37, 38, 0, 1, 2, 0);
            private static final Numbers MACOS_NUMBERS = new Numbers(90, 91, 1, 3, 2, 20);

            static Numbers of(PosixPlatform.Os os) {
                return os == PosixPlatform.Os.MACOS ? MACOS_NUMBERS : LINUX_NUMBERS;
            }

            int type(LockMode mode) {
                return mode == LockMode.EXCLUSIVE ? write : read;
            }
        }
    }

    /**
     * See the constant.
     *
     * <p>Always flock first, so that two of these cannot wait for each other; given back in reverse. Whoever gets only the
     * first has nothing and gives it back.
     */
    final class Universal implements LockProtocol {
        private static final Set<LockDomain> BOTH = Set.of(LockDomain.FLOCK, LockDomain.RECORD);

        private Universal() {}

        @Override
        public Set<LockDomain> domains(PosixPlatform.Os os) {
            return BOTH;
        }

        @Override
        public @Nullable String missingOn(PosixPlatform.Os os) {
            return os == PosixPlatform.Os.LINUX
                    ? null
                    : "only Linux keeps flock and record locks apart; elsewhere one is enough";
        }

        /** NFS makes both locks one on its server, and the release of either frees it for others; SMB refuses the second. */
        @Override
        public @Nullable String refusalOf(FileSystemType type) {
            String name = type.nameUnlessLocal();
            return name == null
                    ? null
                    : "it takes two locks, which a file system of this type (" + name
                            + ") may turn into one or confuse";
        }

        @Override
        public int tryLock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode) {
            int first = FLOCK.tryLock(libc, platform, descriptor, mode);
            return first < 0
                    ? first
                    : orGiveBack(libc, platform, descriptor, OFD.tryLock(libc, platform, descriptor, mode));
        }

        /**
         * A signal while the second one is waited for gives the first one back; so does anything that goes wrong.
         */
        @Override
        public int lock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode) {
            int first = FLOCK.lock(libc, platform, descriptor, mode);
            return first < 0
                    ? first
                    : orGiveBack(libc, platform, descriptor, OFD.lock(libc, platform, descriptor, mode));
        }

        private static int orGiveBack(Libc libc, PosixPlatform platform, int descriptor, int second) {
            if (second < 0) {
                int result;
                do {
                    result = FLOCK.unlock(libc, platform, descriptor);
                } while (platform.is(result, Errno.EINTR));
            }
            return second;
        }

        @Override
        public int unlock(Libc libc, PosixPlatform platform, int descriptor) {
            int second = OFD.unlock(libc, platform, descriptor);
            return second < 0 ? second : FLOCK.unlock(libc, platform, descriptor);
        }
    }
}
