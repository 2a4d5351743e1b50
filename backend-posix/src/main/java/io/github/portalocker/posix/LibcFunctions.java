package io.github.portalocker.posix;

import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The functions with a fixed number of arguments, bound by JNA's direct mapping, which is the fast one.
 *
 * <p>{@code open} stands here with the two arguments that are not variable: passing none of the variable ones is the same
 * call in every ABI.
 */
final class LibcFunctions {
    private LibcFunctions() {}

    static native int open(byte[] path, int flags);

    static native int close(int descriptor);

    static native int flock(int descriptor, int operation);

    static native int fstatfs(int descriptor, byte[] buffer);

    static native NativeLong pread(int descriptor, byte[] buffer, NativeLong count, long offset);

    static native NativeLong pwrite(int descriptor, byte[] buffer, NativeLong count, long offset);

    static native long lseek(int descriptor, long offset, int whence);

    static native int ftruncate(int descriptor, long size);

    static native int fsync(int descriptor);

    /** pthread_t is as wide as a pointer everywhere. */
    static native Pointer pthread_self();

    static native int pthread_kill(Pointer thread, int signal);

    static native int pthread_sigmask(int how, byte[] set, byte[] old);

    static native int sigaction(int signal, byte @Nullable [] action, byte @Nullable [] old);

    /** Behind the macros SIGRTMIN and SIGRTMAX of glibc and musl. */
    static final class RealTimeSignals {
        private RealTimeSignals() {}

        static native int __libc_current_sigrtmin();

        static native int __libc_current_sigrtmax();
    }

    /**
     * Variadic in C, but where arguments travel in the same registers either way it may be called like this, which is several times
     * as fast: on Linux on x86-64 (System V ABI, 3.5.7) and aarch64 (AAPCS64, appendix on variadic functions).
     */
    static final class Fcntl {
        private Fcntl() {}

        static native int fcntl(int descriptor, int command, byte[] request);
    }

    /** Not in glibc before 2.28 and musl before 1.2.5, not on other systems. */
    static final class Statx {
        private Statx() {}

        static native int statx(int directory, byte[] path, int flags, int mask, byte[] buffer);
    }

    /** Not on macOS. */
    static final class Fadvise {
        private Fadvise() {}

        static native int posix_fadvise(int descriptor, long offset, long length, int advice);
    }

    /** On Linux only: macOS has another function of this name. */
    static final class Getxattr {
        private Getxattr() {}

        static native NativeLong getxattr(byte[] path, byte[] name, byte @Nullable [] value, NativeLong size);
    }

    /** Not in glibc before 2.33; needed where statx is not known. */
    static final class Fstat {
        private Fstat() {}

        static native int fstat(int descriptor, byte[] buffer);
    }
}
