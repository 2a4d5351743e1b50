package io.github.portalocker.posix.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

import io.github.portalocker.LockDomain;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/** One way in which POSIX systems lock an open file; calls answer like {@link Libc}'s. */
public interface LockProtocol {
    /** flock(2) on the descriptor. */
    LockProtocol FLOCK = new Flock();

    /** Open-file-description locks of fcntl(2). */
    LockProtocol OFD = new OpenFileDescription();

    /** Both of the above, for systems that keep them apart. */
    LockProtocol UNIVERSAL = new Universal();

    /** The domains in which it locks on this operating system. */
    Set<LockDomain> domains(PosixPlatform.Os os);

    /** Why this operating system never has it; null if it may. */
    default @Nullable String missingOn(PosixPlatform.Os os) {
        return null;
    }

    /** Why it does not work on this type of file system, though its calls might succeed; null if it does. */
    default @Nullable String refusalOf(FileSystemType type) {
        return null;
    }

    /** Whether it refuses some file systems. */
    default boolean isChoosy() {
        return false;
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

    /** Whether it can lock some bytes only; otherwise the range is always the whole file. */
    default boolean hasRanges() {
        return false;
    }

    /** Locks without waiting; contention is EAGAIN, and EACCES on some file systems. */
    int tryLock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range);

    /** Locks, blocking the calling thread in the kernel until then or until a signal (EINTR). */
    int lock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range);

    /**
     * 1 if another lock keeps the descriptor from one of this mode, 0 if not, or a negated errno; on Linux, for those
     * protocols that can ask.
     */
    default int isInTheWay(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range) {
        return 0;
    }

    /**
     * Takes back what a refused attempt has left with Linux' client of SMB, and other locks of this process in the range with
     * it; nothing that other processes have.
     */
    default int undoRefusal(Libc libc, PosixPlatform platform, int descriptor, LockRange range) {
        return 0;
    }

    /** Releases the lock. */
    int unlock(Libc libc, PosixPlatform platform, int descriptor, LockRange range);

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
         * opens and closes the file, as every program does that tries to lock it.
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
        public int tryLock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range) {
            return libc.flock(descriptor, operation(mode) | PosixPlatform.LOCK_NB);
        }

        @Override
        public int lock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range) {
            return libc.flock(descriptor, operation(mode));
        }

        private static int operation(LockMode mode) {
            return mode == LockMode.EXCLUSIVE ? PosixPlatform.LOCK_EX : PosixPlatform.LOCK_SH;
        }

        @Override
        public int unlock(Libc libc, PosixPlatform platform, int descriptor, LockRange range) {
            return libc.flock(descriptor, PosixPlatform.LOCK_UN);
        }
    }

    /**
     * See the constant.
     *
     * <p>For a whole file, only the type is written into {@code struct flock}: whence, start and length 0 mean it in every
     * layout, and the process id must be 0.
     */
    final class OpenFileDescription implements LockProtocol {
        private static final Set<LockDomain> LINUX = Set.of(LockDomain.RECORD);
        private static final Set<LockDomain> ONE_SPACE = Set.of(LockDomain.FLOCK, LockDomain.RECORD);

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
        public boolean hasRanges() {
            return true;
        }

        @Override
        public int tryLock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range) {
            Numbers numbers = Numbers.of(platform);
            return libc.fcntl(descriptor, numbers.set, numbers.request(numbers.type(mode), range));
        }

        @Override
        public int lock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range) {
            Numbers numbers = Numbers.of(platform);
            return libc.fcntl(descriptor, numbers.setAndWait, numbers.request(numbers.type(mode), range));
        }

        @Override
        public int unlock(Libc libc, PosixPlatform platform, int descriptor, LockRange range) {
            Numbers numbers = Numbers.of(platform);
            return libc.fcntl(descriptor, numbers.set, numbers.request(numbers.unlock, range));
        }

        /** The older kind of record lock belongs to a process; this one has none, which is fine with the kernel. */
        @Override
        public int undoRefusal(Libc libc, PosixPlatform platform, int descriptor, LockRange range) {
            Numbers numbers = Numbers.of(platform);
            int command = WaitSignal.is64Bit() ? Numbers.LINUX_SET_OF_PROCESS : Numbers.LINUX_SET_OF_PROCESS_64;
            return libc.fcntl(descriptor, command, numbers.request(numbers.unlock, range));
        }

        @Override
        public int isInTheWay(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range) {
            Numbers numbers = Numbers.of(platform);
            byte[] request = numbers.request(numbers.type(mode), range);
            int result = libc.fcntl(descriptor, Numbers.LINUX_GET, request);
            short type = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getShort(numbers.typeOffset);
            return result < 0 ? result : type == numbers.unlock ? 0 : 1;
        }

        /**
         * Commands, values and offsets in {@code struct flock}. Sources: Linux {@code asm-generic/fcntl.h} and, for its
         * alignment, i386's; macOS {@code sys/fcntl.h}, where no program of ours ever ran.
         */
        private record Numbers(
                int set,
                int setAndWait,
                int read,
                int write,
                int unlock,
                int typeOffset,
                int startOffset,
                int lengthOffset) {
            static final int LINUX_GET = 36;
            static final int LINUX_SET_OF_PROCESS = 6;
            static final int LINUX_SET_OF_PROCESS_64 = 13; // where long has 32 bits
            private static final Numbers LINUX_NUMBERS = new Numbers(37, 38, 0, 1, 2, 0, 8, 16);
            private static final Numbers PACKED_LINUX_NUMBERS = new Numbers(37, 38, 0, 1, 2, 0, 4, 12);
            private static final Numbers MACOS_NUMBERS = new Numbers(90, 91, 1, 3, 2, 20, 0, 8);

            static Numbers of(PosixPlatform platform) {
                if (platform.os() == PosixPlatform.Os.MACOS) {
                    return MACOS_NUMBERS;
                }
                return platform.packsLongs() ? PACKED_LINUX_NUMBERS : LINUX_NUMBERS;
            }

            /** The type as 16 bits: written as an int, it lands in its neighbour on big-endian processors. */
            byte[] request(int type, LockRange range) {
                byte[] request = new byte[Libc.FLOCK_SIZE];
                ByteBuffer flock = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
                flock.putShort(typeOffset, (short) type);
                if (!range.equals(LockRange.WHOLE_FILE)) {
                    flock.putLong(startOffset, range.position()).putLong(lengthOffset, range.length());
                }
                return request;
            }

            int type(LockMode mode) {
                return mode == LockMode.EXCLUSIVE ? write : read;
            }
        }
    }

    /**
     * See the constant.
     *
     * <p>Always flock first, so that two of these cannot wait for each other; released in reverse. An attempt that
     * gets only the first releases it.
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

        @Override
        public boolean isChoosy() {
            return true;
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
        public int tryLock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range) {
            int first = FLOCK.tryLock(libc, platform, descriptor, mode, range);
            return first < 0
                    ? first
                    : orUnlockFirst(libc, platform, descriptor, OFD.tryLock(libc, platform, descriptor, mode, range));
        }

        /**
         * A signal that ends the wait for the second one releases the first; so does any failure.
         */
        @Override
        public int lock(Libc libc, PosixPlatform platform, int descriptor, LockMode mode, LockRange range) {
            int first = FLOCK.lock(libc, platform, descriptor, mode, range);
            return first < 0
                    ? first
                    : orUnlockFirst(libc, platform, descriptor, OFD.lock(libc, platform, descriptor, mode, range));
        }

        private static int orUnlockFirst(Libc libc, PosixPlatform platform, int descriptor, int second) {
            if (second < 0) {
                int result;
                do {
                    result = FLOCK.unlock(libc, platform, descriptor, LockRange.WHOLE_FILE);
                } while (platform.is(result, Errno.EINTR));
            }
            return second;
        }

        @Override
        public int unlock(Libc libc, PosixPlatform platform, int descriptor, LockRange range) {
            int second = OFD.unlock(libc, platform, descriptor, range);
            return second < 0 ? second : FLOCK.unlock(libc, platform, descriptor, LockRange.WHOLE_FILE);
        }
    }
}
