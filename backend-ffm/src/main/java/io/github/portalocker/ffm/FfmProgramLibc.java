package io.github.portalocker.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

import io.github.portalocker.posix.core.ProgramLibc;
import org.jspecify.annotations.Nullable;

/** Starts programs through java.lang.foreign; links its functions when the first one is to be started. */
final class FfmProgramLibc implements ProgramLibc {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    static final MethodHandle FCNTL =
            Functions.function("fcntl", FunctionDescriptor.of(INT, INT, INT, INT), Linker.Option.firstVariadicArg(2));

    /** Not in glibc before 2.34. */
    static final @Nullable MethodHandle CLOSE_RANGE =
            Functions.functionIfPresent("close_range", FunctionDescriptor.of(INT, INT, INT, INT));

    static final MethodHandle UNSHARE = Functions.function("unshare", FunctionDescriptor.of(INT, INT));
    static final MethodHandle PIPE = Functions.function("pipe", FunctionDescriptor.of(INT, POINTER));
    static final MethodHandle SPAWNATTR_INIT =
            Functions.function("posix_spawnattr_init", FunctionDescriptor.of(INT, POINTER));
    static final MethodHandle SPAWNATTR_SETFLAGS =
            Functions.function("posix_spawnattr_setflags", FunctionDescriptor.of(INT, POINTER, SHORT));
    static final MethodHandle SPAWNATTR_SETSIGMASK =
            Functions.function("posix_spawnattr_setsigmask", FunctionDescriptor.of(INT, POINTER, POINTER));
    static final MethodHandle SPAWNP = Functions.function(
            "posix_spawnp", FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, POINTER, POINTER, POINTER));
    static final MethodHandle WAITID = Functions.function("waitid", FunctionDescriptor.of(INT, INT, INT, POINTER, INT));
    static final MethodHandle WAITPID = Functions.function("waitpid", FunctionDescriptor.of(INT, INT, POINTER, INT));
    static final MethodHandle KILL = Functions.function("kill", FunctionDescriptor.of(INT, INT, INT));
    static final MethodHandle STRERROR = Functions.function("strerror", FunctionDescriptor.of(POINTER, INT));

    /** Those that most starts do without. */
    static final class Rare {
        static final MethodHandle EXECVP = Functions.function("execvp", FunctionDescriptor.of(INT, POINTER, POINTER));
        static final MethodHandle SETENV =
                Functions.function("setenv", FunctionDescriptor.of(INT, POINTER, POINTER, INT));
        static final MethodHandle UNSETENV = Functions.function("unsetenv", FunctionDescriptor.of(INT, POINTER));

        private Rare() {}
    }

    private static final int LONGEST_MESSAGE = 1_024;

    private FfmProgramLibc() {}

    static FfmProgramLibc load() {
        return new FfmProgramLibc();
    }

    /** A call of a function, with memory for errno and for arguments. */
    private interface Call {
        int run(MemorySegment scratch, Arena arena) throws Throwable;
    }

    /** What the function returned; where that is a failure, the negated errno. */
    private static int call(Call call) {
        MemorySegment scratch = Scratch.take();
        try (Arena arena = Arena.ofConfined()) {
            int result = call.run(scratch, arena);
            return result == -1 ? -Scratch.errno(scratch) : result;
        } catch (Throwable e) {
            throw FfmLibc.unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    private static MemorySegment terminated(Arena arena, byte[] text) {
        MemorySegment memory = arena.allocate(text.length + 1L);
        MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, 0, text.length);
        return memory;
    }

    /** An array of pointers, with a null one at its end. */
    private static MemorySegment vector(Arena arena, byte[][] words) {
        MemorySegment memory = arena.allocate(ValueLayout.ADDRESS, words.length + 1L);
        for (int i = 0; i < words.length; i++) {
            memory.setAtIndex(ValueLayout.ADDRESS, i, terminated(arena, words[i]));
        }
        return memory;
    }

    @Override
    public int fcntl(int descriptor, int command, int argument) {
        return call((scratch, arena) -> (int) FCNTL.invokeExact(scratch, descriptor, command, argument));
    }

    @Override
    public int closeRange(int first, int last, int flags) {
        MethodHandle closeRange = CLOSE_RANGE;
        return closeRange == null
                ? -FfmLibc.ENOSYS
                : call((scratch, arena) -> (int) closeRange.invokeExact(scratch, first, last, flags));
    }

    @Override
    public int unshare(int flags) {
        return call((scratch, arena) -> (int) UNSHARE.invokeExact(scratch, flags));
    }

    @Override
    public int pipe(int[] ends) {
        return call((scratch, arena) -> {
            MemorySegment memory = arena.allocate(INT, 2);
            int result = (int) PIPE.invokeExact(scratch, memory);
            MemorySegment.copy(memory, INT, 0, ends, 0, 2);
            return result;
        });
    }

    @Override
    public int setEnvironment(String name, byte @Nullable [] value) {
        return call((scratch, arena) -> value == null
                ? (int) Rare.UNSETENV.invokeExact(scratch, arena.allocateFrom(name))
                : (int) Rare.SETENV.invokeExact(scratch, arena.allocateFrom(name), terminated(arena, value), 1));
    }

    @Override
    public int spawn(byte[] program, byte[][] words, byte[] mask) {
        int[] child = new int[1];
        int failure = call((scratch, arena) -> {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, Long.BYTES);
            MemorySegment process = arena.allocate(INT);
            int result = (int) SPAWNATTR_INIT.invokeExact(scratch, attributes);
            if (result == 0) {
                MemorySegment set = arena.allocateFrom(ValueLayout.JAVA_BYTE, mask);
                result = (int) SPAWNATTR_SETSIGMASK.invokeExact(scratch, attributes, set);
            }
            if (result == 0) {
                result = (int) SPAWNATTR_SETFLAGS.invokeExact(scratch, attributes, POSIX_SPAWN_SETSIGMASK);
            }
            if (result == 0) {
                result = (int) SPAWNP.invokeExact(
                        scratch,
                        process,
                        terminated(arena, program),
                        MemorySegment.NULL,
                        attributes,
                        vector(arena, words),
                        environment());
            }
            child[0] = process.get(INT, 0);
            return result;
        });
        return failure == 0 ? child[0] : -failure;
    }

    @SuppressWarnings("restricted") // this is what the user grants native access for
    private static MemorySegment environment() {
        return MemorySegment.ofAddress(Functions.address("environ"))
                .reinterpret(ValueLayout.ADDRESS.byteSize())
                .get(ValueLayout.ADDRESS, 0);
    }

    @Override
    public int exec(byte[] program, byte[][] words) {
        return call((scratch, arena) ->
                (int) Rare.EXECVP.invokeExact(scratch, terminated(arena, program), vector(arena, words)));
    }

    @Override
    public int awaitEnd(int child) {
        return call((scratch, arena) -> (int)
                WAITID.invokeExact(scratch, P_PID, child, arena.allocate(INFORMATION_SIZE, 8), WEXITED | WNOWAIT));
    }

    @Override
    public int collect(int child, int[] status) {
        return call((scratch, arena) -> {
            MemorySegment memory = arena.allocate(INT);
            int result = (int) WAITPID.invokeExact(scratch, child, memory, WNOHANG);
            status[0] = memory.get(INT, 0);
            return result;
        });
    }

    @Override
    public int kill(int target, int signal) {
        return call((scratch, arena) -> (int) KILL.invokeExact(scratch, target, signal));
    }

    @Override
    @SuppressWarnings("restricted") // this is what the user grants native access for
    public String describe(int errno) {
        MemorySegment scratch = Scratch.take();
        try {
            MemorySegment message = (MemorySegment) STRERROR.invokeExact(scratch, errno);
            return message.reinterpret(LONGEST_MESSAGE).getString(0, StandardCharsets.UTF_8);
        } catch (Throwable e) {
            throw FfmLibc.unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }
}
