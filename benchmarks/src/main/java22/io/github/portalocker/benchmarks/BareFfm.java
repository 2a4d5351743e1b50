package io.github.portalocker.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.LockMode;

/** flock(2) through java.lang.foreign, with errno, and nothing else: what ffm-flock could reach at best. */
final class BareFfm implements Subject {
    private static final int READ_WRITE = 2;
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_UN = 8;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle OPEN = function(
            "open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FLOCK =
            function("flock", FunctionDescriptor.of(INT, INT, INT), Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
    private static final MemorySegment ERRNO = Arena.global().allocate(Linker.Option.captureStateLayout());

    private final int descriptor;
    private final AutoCloseable unlock = this::unlock;

    BareFfm(Path file) throws Exception {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        try (Arena arena = Arena.ofConfined()) {
            descriptor = (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), READ_WRITE);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        require(descriptor >= 0);
    }

    @SuppressWarnings("restricted") // this is what is measured
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, options);
    }

    private static void require(boolean success) {
        if (!success) {
            throw new IllegalStateException("error " + ERRNO.get(INT, 0));
        }
    }

    private void flock(int operation) {
        try {
            require((int) FLOCK.invokeExact(ERRNO, descriptor, operation) == 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public AutoCloseable lock(LockMode mode) {
        flock(mode == LockMode.SHARED ? LOCK_SH : LOCK_EX);
        return unlock;
    }

    private void unlock() {
        flock(LOCK_UN);
    }

    @Override
    public void close() throws Exception {
        try {
            require((int) CLOSE.invokeExact(descriptor) == 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
