package io.github.portalocker.posix;

import java.lang.ref.Reference;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.github.portalocker.posix.core.ProgramLibc;
import org.jspecify.annotations.Nullable;

/** Starts programs through JNA. */
final class JnaProgramLibc implements ProgramLibc {
    private final JnaLibc libc;
    private final NativeLibrary process;
    private final boolean hasCloseRange;

    private JnaProgramLibc(JnaLibc libc, boolean hasCloseRange) {
        this.libc = libc;
        this.process = libc.process();
        this.hasCloseRange = hasCloseRange;
    }

    private static final class Instance {
        static final JnaProgramLibc ONE = bind();
    }

    static JnaProgramLibc load() {
        return Instance.ONE;
    }

    private static JnaProgramLibc bind() {
        JnaLibc libc = JnaLibc.load();
        Native.register(ProgramFunctions.class, libc.process());
        boolean hasCloseRange = JnaLibc.has(libc.process(), "close_range");
        if (hasCloseRange) {
            Native.register(ProgramFunctions.CloseRange.class, libc.process());
        }
        if (JnaLibc.FIXED_FCNTL) {
            Native.register(ProgramFunctions.Fcntl.class, libc.process());
        }
        return new JnaProgramLibc(libc, hasCloseRange);
    }

    @Override
    public int fcntl(int descriptor, int command, int argument) {
        return JnaLibc.orErrno(
                JnaLibc.FIXED_FCNTL
                        ? ProgramFunctions.Fcntl.fcntl(descriptor, command, new NativeLong(argument))
                        : libc.fcntl(descriptor, command, argument));
    }

    @Override
    public int closeRange(int first, int last, int flags) {
        return hasCloseRange
                ? JnaLibc.orErrno(ProgramFunctions.CloseRange.close_range(first, last, flags))
                : JnaLibc.enosys();
    }

    @Override
    public int unshare(int flags) {
        return JnaLibc.orErrno(ProgramFunctions.unshare(flags));
    }

    @Override
    public int pipe(int[] ends) {
        return JnaLibc.orErrno(ProgramFunctions.pipe(ends));
    }

    @Override
    public int setEnvironment(String name, byte @Nullable [] value) {
        return JnaLibc.orErrno(
                value == null ? ProgramFunctions.unsetenv(name) : ProgramFunctions.setenv(name, terminated(value), 1));
    }

    private static byte[] terminated(byte[] text) {
        byte[] bytes = new byte[text.length + 1];
        System.arraycopy(text, 0, bytes, 0, text.length);
        return bytes;
    }

    /** An array of pointers with a null one at its end, and what they point to. */
    private static Memory vector(byte[] program, byte[][] words) {
        long pointers = (long) Native.POINTER_SIZE * (words.length + 1);
        long size = pointers + program.length + 1;
        for (byte[] word : words) {
            size += word.length + 1;
        }
        Memory memory = new Memory(size);
        long position = pointers;
        for (int i = 0; i < words.length; i++) {
            memory.setPointer((long) Native.POINTER_SIZE * i, memory.share(position));
            memory.write(position, terminated(words[i]), 0, words[i].length + 1);
            position += words[i].length + 1;
        }
        memory.setPointer((long) Native.POINTER_SIZE * words.length, null);
        memory.write(position, terminated(program), 0, program.length + 1);
        return memory;
    }

    /** Where {@link #vector} has put the program. */
    private static Pointer programIn(Memory vector, byte[] program) {
        return vector.share(vector.size() - program.length - 1);
    }

    @Override
    public int spawn(byte[] program, byte[][] words, byte[] mask) {
        Memory vector = vector(program, words);
        Memory attributes = new Memory(ATTRIBUTES_SIZE);
        int[] child = new int[1];
        int result = ProgramFunctions.posix_spawnattr_init(attributes);
        if (result != 0) {
            return -result;
        }
        try {
            ProgramFunctions.posix_spawnattr_setsigmask(attributes, mask);
            ProgramFunctions.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK);
            result = ProgramFunctions.posix_spawnp(
                    child, programIn(vector, program), null, attributes, vector, environment());
        } finally {
            ProgramFunctions.posix_spawnattr_destroy(attributes);
            Reference.reachabilityFence(vector);
        }
        return result == 0 ? child[0] : -result;
    }

    private Pointer environment() {
        return process.getGlobalVariableAddress("environ").getPointer(0);
    }

    @Override
    public int exec(byte[] program, byte[][] words) {
        Memory vector = vector(program, words);
        try {
            return JnaLibc.orErrno(ProgramFunctions.execvp(programIn(vector, program), vector));
        } finally {
            Reference.reachabilityFence(vector);
        }
    }

    @Override
    public int awaitEnd(int child) {
        return JnaLibc.orErrno(ProgramFunctions.waitid(P_PID, child, new byte[INFORMATION_SIZE], WEXITED | WNOWAIT));
    }

    @Override
    public int collect(int child, int[] status) {
        return JnaLibc.orErrno(ProgramFunctions.waitpid(child, status, WNOHANG));
    }

    @Override
    public int kill(int target, int signal) {
        return JnaLibc.orErrno(ProgramFunctions.kill(target, signal));
    }

    @Override
    public String describe(int errno) {
        return ProgramFunctions.strerror(errno);
    }
}
