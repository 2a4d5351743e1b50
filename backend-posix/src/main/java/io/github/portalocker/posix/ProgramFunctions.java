package io.github.portalocker.posix;

import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The functions that start programs, bound by JNA's direct mapping when one is to be started. */
final class ProgramFunctions {
    private ProgramFunctions() {}

    static native int unshare(int flags);

    static native int pipe(int[] ends);

    static native int setenv(String name, byte[] value, int overwrite);

    static native int unsetenv(String name);

    static native int posix_spawnattr_init(Pointer attributes);

    static native int posix_spawnattr_destroy(Pointer attributes);

    static native int posix_spawnattr_setflags(Pointer attributes, short flags);

    static native int posix_spawnattr_setsigmask(Pointer attributes, byte[] mask);

    static native int posix_spawnp(
            int[] process,
            Pointer program,
            @Nullable Pointer actions,
            Pointer attributes,
            Pointer words,
            Pointer environment);

    static native int execvp(Pointer program, Pointer words);

    static native int waitid(int type, int process, byte[] information, int options);

    static native int waitpid(int process, int[] status, int options);

    static native int kill(int process, int signal);

    static native String strerror(int errno);

    /** Not in glibc before 2.34. */
    static final class CloseRange {
        private CloseRange() {}

        static native int close_range(int first, int last, int flags);
    }

    /** With a number in the place of the variable argument: see {@link LibcFunctions.Fcntl}. */
    static final class Fcntl {
        private Fcntl() {}

        static native int fcntl(int descriptor, int command, NativeLong argument);
    }
}
