package io.github.portalocker.posix;

import java.util.Map;
import java.util.Set;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.github.portalocker.posix.core.Libc;
import org.jspecify.annotations.Nullable;

/** libc through JNA. */
final class JnaLibc implements Libc {
    /** Those that take or report 64-bit offsets only under another name on 32-bit Linux. */
    private static final Set<String> LARGE_FILE_FUNCTIONS =
            Set.of("open", "fcntl", "pread", "pwrite", "lseek", "ftruncate", "posix_fadvise");

    /** See {@link LibcFunctions.Fcntl}. */
    static final boolean FIXED_FCNTL = System.getProperty("os.name", "").equals("Linux")
            && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch", ""));

    /** A variadic function must be called as one: Apple's ARM ABI passes variable arguments elsewhere. */
    private interface Variadic extends Library {
        int open(byte[] path, int flags, Object... mode);

        int fcntl(int descriptor, int command, Object... request);
    }

    private final NativeLibrary process;
    private final Variadic variadic;
    private final boolean hasStatx;
    private final boolean hasFstat;
    private final boolean hasRealTimeSignals;

    private JnaLibc(
            NativeLibrary process, Variadic variadic, boolean hasStatx, boolean hasFstat, boolean hasRealTimeSignals) {
        this.process = process;
        this.hasRealTimeSignals = hasRealTimeSignals;
        this.variadic = variadic;
        this.hasStatx = hasStatx;
        this.hasFstat = hasFstat;
    }

    /** For functions that are bound elsewhere. */
    NativeLibrary process() {
        return process;
    }

    static JnaLibc load() {
        return JnaAccess.LIBC.get();
    }

    /** Bound with the first lock on NFS: other locks do not need it. */
    private static final class Advice {
        static final boolean EXISTS = bind();

        private static boolean bind() {
            NativeLibrary process = load().process;
            boolean exists = has(process, "posix_fadvise");
            if (exists) {
                Native.register(LibcFunctions.Fadvise.class, process);
            }
            return exists;
        }
    }

    /** Bound with the first file that is asked for its access control list. */
    private static final class AccessControlLists {
        static final boolean EXISTS = bind();

        private static boolean bind() {
            NativeLibrary process = load().process;
            boolean exists = System.getProperty("os.name", "").equals("Linux") && has(process, "getxattr");
            if (exists) {
                Native.register(LibcFunctions.Getxattr.class, process);
            }
            return exists;
        }
    }

    /** There, the plain name has inode numbers of 32 bits, and another layout (stat(2) of macOS). */
    private static final String FSTAT_OF_INTEL_MACS = "fstat$INODE64";

    /** Once: {@link #load} is for all others. */
    static JnaLibc bind() {
        FunctionMapper names = (library, method) -> {
            String name = method.getName();
            if (name.equals("fstat") && has(library, FSTAT_OF_INTEL_MACS)) {
                return FSTAT_OF_INTEL_MACS;
            }
            boolean large = Native.LONG_SIZE == 4 && LARGE_FILE_FUNCTIONS.contains(name) && has(library, name + "64");
            return large ? name + "64" : name;
        };
        Map<String, Object> options = Map.of(Library.OPTION_FUNCTION_MAPPER, names);
        NativeLibrary process = NativeLibrary.getProcess(options);
        Native.register(LibcFunctions.class, process);
        if (FIXED_FCNTL) {
            Native.register(LibcFunctions.Fcntl.class, process);
        }
        boolean hasStatx = has(process, "statx");
        if (hasStatx) {
            Native.register(LibcFunctions.Statx.class, process);
        }
        boolean hasFstat = has(process, "fstat");
        if (hasFstat) {
            Native.register(LibcFunctions.Fstat.class, process);
        }
        boolean hasRealTimeSignals = has(process, "__libc_current_sigrtmax");
        if (hasRealTimeSignals) {
            Native.register(LibcFunctions.RealTimeSignals.class, process);
        }
        return new JnaLibc(process, Native.load(Variadic.class, options), hasStatx, hasFstat, hasRealTimeSignals);
    }

    static boolean has(NativeLibrary library, String function) {
        try {
            library.getFunction(function);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    static int orErrno(int result) {
        return result >= 0 ? result : -Native.getLastError();
    }

    private static long orErrno(long result) {
        return result >= 0 ? result : -Native.getLastError();
    }

    static int enosys() {
        return -(System.getProperty("os.name").equals("Linux") ? 38 : 78);
    }

    @Override
    public int open(byte[] path, int flags) {
        return orErrno(LibcFunctions.open(path, flags));
    }

    @Override
    public int create(byte[] path, int flags, int mode) {
        return orErrno(variadic.open(path, flags, mode));
    }

    @Override
    public int close(int descriptor) {
        return orErrno(LibcFunctions.close(descriptor));
    }

    @Override
    public int flock(int descriptor, int operation) {
        return orErrno(LibcFunctions.flock(descriptor, operation));
    }

    @Override
    public int fcntl(int descriptor, int command, byte[] request) {
        return orErrno(
                FIXED_FCNTL
                        ? LibcFunctions.Fcntl.fcntl(descriptor, command, request)
                        : variadic.fcntl(descriptor, command, (Object) request));
    }

    /** With a number in the place of the struct; what the C function returns. */
    int fcntl(int descriptor, int command, int argument) {
        return variadic.fcntl(descriptor, command, argument);
    }

    @Override
    public long pthreadSelf() {
        return Pointer.nativeValue(LibcFunctions.pthread_self());
    }

    @Override
    public int pthreadKill(long thread, int signal) {
        return -LibcFunctions.pthread_kill(new Pointer(thread), signal);
    }

    @Override
    public int pthreadSigmask(int how, byte[] set, byte[] old) {
        return -LibcFunctions.pthread_sigmask(how, set, old);
    }

    @Override
    public int sigaction(int signal, byte @Nullable [] action, byte @Nullable [] old) {
        return orErrno(LibcFunctions.sigaction(signal, action, old));
    }

    @Override
    public int firstRealTimeSignal() {
        return hasRealTimeSignals ? LibcFunctions.RealTimeSignals.__libc_current_sigrtmin() : enosys();
    }

    @Override
    public int lastRealTimeSignal() {
        return hasRealTimeSignals ? LibcFunctions.RealTimeSignals.__libc_current_sigrtmax() : enosys();
    }

    @Override
    public long address(String function) {
        return Pointer.nativeValue(process.getFunction(function));
    }

    @Override
    public int statx(int directory, byte[] path, int flags, int mask, byte[] buffer) {
        return hasStatx ? orErrno(LibcFunctions.Statx.statx(directory, path, flags, mask, buffer)) : enosys();
    }

    @Override
    public int fstat(int descriptor, byte[] buffer) {
        return hasFstat ? orErrno(LibcFunctions.Fstat.fstat(descriptor, buffer)) : enosys();
    }

    @Override
    public int fstatfs(int descriptor, byte[] buffer) {
        return orErrno(LibcFunctions.fstatfs(descriptor, buffer));
    }

    @Override
    public long pread(int descriptor, byte[] buffer, long count, long offset) {
        return orErrno(LibcFunctions.pread(descriptor, buffer, new NativeLong(count), offset)
                .longValue());
    }

    @Override
    public long pwrite(int descriptor, byte[] buffer, long count, long offset) {
        return orErrno(LibcFunctions.pwrite(descriptor, buffer, new NativeLong(count), offset)
                .longValue());
    }

    @Override
    public long lseek(int descriptor, long offset, int whence) {
        return orErrno(LibcFunctions.lseek(descriptor, offset, whence));
    }

    @Override
    public int ftruncate(int descriptor, long size) {
        return orErrno(LibcFunctions.ftruncate(descriptor, size));
    }

    @Override
    public int fadvise(int descriptor, int advice) {
        return Advice.EXISTS ? -LibcFunctions.Fadvise.posix_fadvise(descriptor, 0, 0, advice) : enosys();
    }

    @Override
    public int fsync(int descriptor) {
        return orErrno(LibcFunctions.fsync(descriptor));
    }

    @Override
    public long getxattr(byte[] path, byte[] name) {
        return AccessControlLists.EXISTS
                ? orErrno(LibcFunctions.Getxattr.getxattr(path, name, null, new NativeLong(0))
                        .longValue())
                : enosys();
    }
}
