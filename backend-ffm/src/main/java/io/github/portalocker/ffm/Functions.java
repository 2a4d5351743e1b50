package io.github.portalocker.ffm;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import org.jspecify.annotations.Nullable;

/**
 * The handles of libc's functions: constants, so that the JIT compiles calls through them as it does native methods.
 *
 * <p>Each takes the memory for errno first. None is {@link Linker.Option#critical}: any of these calls can block on a network
 * file system, and a critical one would hold up the garbage collector meanwhile.
 */
final class Functions {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    /** With the two arguments that are not variable. */
    static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(INT, POINTER, INT), Linker.Option.firstVariadicArg(2));

    /** With the mode, which is variable. */
    static final MethodHandle CREATE =
            function("open", FunctionDescriptor.of(INT, POINTER, INT, INT), Linker.Option.firstVariadicArg(2));

    static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
    static final MethodHandle FLOCK = function("flock", FunctionDescriptor.of(INT, INT, INT));

    /** With a struct flock, which is variable. */
    static final MethodHandle FCNTL =
            function("fcntl", FunctionDescriptor.of(INT, INT, INT, POINTER), Linker.Option.firstVariadicArg(2));

    /** Not in glibc before 2.28 and musl before 1.2.5, not on other systems. */
    static final @Nullable MethodHandle STATX =
            functionIfPresent("statx", FunctionDescriptor.of(INT, INT, POINTER, INT, INT, POINTER));

    private Functions() {}

    /** Links what locks need, by being the first use of this class. */
    static void link() {}

    static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        MethodHandle handle = functionIfPresent(name, type, options);
        if (handle == null) {
            throw new UnsatisfiedLinkError("the C library has no function " + name);
        }
        return handle;
    }

    @SuppressWarnings("restricted") // this is what the user grants native access for
    static @Nullable MethodHandle functionIfPresent(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = ERRNO;
        System.arraycopy(options, 0, all, 1, options.length);
        return LINKER.defaultLookup()
                .find(name)
                .map(address -> LINKER.downcallHandle(address, type, all))
                .orElse(null);
    }

    /** The address of a function. */
    static long address(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no function " + name))
                .address();
    }

    /** For waits in the kernel. */
    static final class Signals {
        static final MethodHandle PTHREAD_SELF = function("pthread_self", FunctionDescriptor.of(LONG));
        static final MethodHandle PTHREAD_KILL = function("pthread_kill", FunctionDescriptor.of(INT, LONG, INT));
        static final MethodHandle PTHREAD_SIGMASK =
                function("pthread_sigmask", FunctionDescriptor.of(INT, INT, POINTER, POINTER));
        static final MethodHandle SIGACTION = function("sigaction", FunctionDescriptor.of(INT, INT, POINTER, POINTER));

        /** Behind the macros SIGRTMIN and SIGRTMAX of glibc and musl. */
        static final @Nullable MethodHandle SIGRTMIN =
                functionIfPresent("__libc_current_sigrtmin", FunctionDescriptor.of(INT));

        static final @Nullable MethodHandle SIGRTMAX =
                functionIfPresent("__libc_current_sigrtmax", FunctionDescriptor.of(INT));

        private Signals() {}
    }

    /** Those that most programs never call: linking one takes milliseconds. */
    static final class Rare {
        static final MethodHandle FSTATFS = function("fstatfs", FunctionDescriptor.of(INT, INT, POINTER));
        static final MethodHandle PREAD = function("pread", FunctionDescriptor.of(LONG, INT, POINTER, LONG, LONG));
        static final MethodHandle PWRITE = function("pwrite", FunctionDescriptor.of(LONG, INT, POINTER, LONG, LONG));
        static final MethodHandle LSEEK = function("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT));
        static final MethodHandle FTRUNCATE = function("ftruncate", FunctionDescriptor.of(INT, INT, LONG));
        static final MethodHandle FSYNC = function("fsync", FunctionDescriptor.of(INT, INT));

        /** Not on macOS. */
        static final @Nullable MethodHandle FADVISE =
                functionIfPresent("posix_fadvise", FunctionDescriptor.of(INT, INT, LONG, LONG, INT));

        /** On Linux only: macOS has another function of this name. */
        static final @Nullable MethodHandle GETXATTR =
                functionIfPresent("getxattr", FunctionDescriptor.of(LONG, POINTER, POINTER, POINTER, LONG));

        /** Not in glibc before 2.33; needed where statx is not known. */
        static final @Nullable MethodHandle FSTAT = fstat();

        /** On Intel Macs, the plain name has inode numbers of 32 bits, and another layout (stat(2) of macOS). */
        private static @Nullable MethodHandle fstat() {
            FunctionDescriptor type = FunctionDescriptor.of(INT, INT, POINTER);
            MethodHandle ofIntelMacs = functionIfPresent("fstat$INODE64", type);
            return ofIntelMacs != null ? ofIntelMacs : functionIfPresent("fstat", type);
        }

        private Rare() {}
    }
}
