package io.github.portalocker.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import io.github.portalocker.posix.core.Libc;
import org.jspecify.annotations.Nullable;

/** libc through java.lang.foreign. */
final class FfmLibc implements Libc {
    static final int ENOSYS = System.getProperty("os.name").equals("Linux") ? 38 : 78;

    private static final ValueLayout.OfByte BYTES = ValueLayout.JAVA_BYTE;

    private FfmLibc() {}

    /** Links what locks need, so that what is missing shows now and not at the first lock. */
    static FfmLibc load() {
        Functions.link();
        return new FfmLibc();
    }

    private static int orErrno(int result, MemorySegment scratch) {
        return result >= 0 ? result : -Scratch.errno(scratch);
    }

    private static long orErrno(long result, MemorySegment scratch) {
        return result >= 0 ? result : -Scratch.errno(scratch);
    }

    /** A call throws nothing of its own; whatever came here is an error of the JVM or of this class. */
    static AssertionError unexpected(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return new AssertionError(failure);
    }

    @Override
    public int open(byte[] path, int flags) {
        MemorySegment scratch = Scratch.take();
        try {
            return orErrno((int) Functions.OPEN.invokeExact(scratch, Scratch.path(scratch, path), flags), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int create(byte[] path, int flags, int mode) {
        MemorySegment scratch = Scratch.take();
        try {
            return orErrno(
                    (int) Functions.CREATE.invokeExact(scratch, Scratch.path(scratch, path), flags, mode), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int close(int descriptor) {
        MemorySegment scratch = Scratch.take();
        try {
            return orErrno((int) Functions.CLOSE.invokeExact(scratch, descriptor), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int flock(int descriptor, int operation) {
        MemorySegment scratch = Scratch.take();
        try {
            return orErrno((int) Functions.FLOCK.invokeExact(scratch, descriptor, operation), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int fcntl(int descriptor, int command, byte[] request) {
        MemorySegment scratch = Scratch.take();
        try {
            MemorySegment struct = Scratch.struct(scratch);
            MemorySegment.copy(request, 0, struct, BYTES, 0, request.length);
            int result = orErrno((int) Functions.FCNTL.invokeExact(scratch, descriptor, command, struct), scratch);
            MemorySegment.copy(struct, BYTES, 0, request, 0, request.length);
            return result;
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public long pthreadSelf() {
        MemorySegment scratch = Scratch.take();
        try {
            return (long) Functions.Signals.PTHREAD_SELF.invokeExact(scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int pthreadKill(long thread, int signal) {
        MemorySegment scratch = Scratch.take();
        try {
            return -(int) Functions.Signals.PTHREAD_KILL.invokeExact(scratch, thread, signal);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int pthreadSigmask(int how, byte[] set, byte[] old) {
        MemorySegment scratch = Scratch.take();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment before = arena.allocate(old.length);
            int result = -(int)
                    Functions.Signals.PTHREAD_SIGMASK.invokeExact(scratch, how, arena.allocateFrom(BYTES, set), before);
            MemorySegment.copy(before, BYTES, 0, old, 0, old.length);
            return result;
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int sigaction(int signal, byte @Nullable [] action, byte @Nullable [] old) {
        MemorySegment scratch = Scratch.take();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment wanted = action == null ? MemorySegment.NULL : arena.allocateFrom(BYTES, action);
            MemorySegment found = old == null ? MemorySegment.NULL : arena.allocate(old.length);
            int result = (int) Functions.Signals.SIGACTION.invokeExact(scratch, signal, wanted, found);
            if (old != null) {
                MemorySegment.copy(found, BYTES, 0, old, 0, old.length);
            }
            return orErrno(result, scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int firstRealTimeSignal() {
        return number(Functions.Signals.SIGRTMIN);
    }

    @Override
    public int lastRealTimeSignal() {
        return number(Functions.Signals.SIGRTMAX);
    }

    private static int number(@Nullable MethodHandle function) {
        if (function == null) {
            return -ENOSYS;
        }
        MemorySegment scratch = Scratch.take();
        try {
            return (int) function.invokeExact(scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public long address(String function) {
        return Functions.address(function);
    }

    @Override
    public int statx(int directory, byte[] path, int flags, int mask, byte[] buffer) {
        MethodHandle statx = Functions.STATX;
        if (statx == null) {
            return -ENOSYS;
        }
        MemorySegment scratch = Scratch.take();
        try {
            int result = (int) statx.invokeExact(
                    scratch, directory, Scratch.path(scratch, path), flags, mask, Scratch.struct(scratch));
            Scratch.copyStruct(scratch, buffer);
            return orErrno(result, scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int fstat(int descriptor, byte[] buffer) {
        MethodHandle fstat = Functions.Rare.FSTAT;
        return fstat == null ? -ENOSYS : intoStruct(fstat, descriptor, buffer);
    }

    @Override
    public int fstatfs(int descriptor, byte[] buffer) {
        return intoStruct(Functions.Rare.FSTATFS, descriptor, buffer);
    }

    private static int intoStruct(MethodHandle function, int descriptor, byte[] buffer) {
        MemorySegment scratch = Scratch.take();
        try {
            int result = (int) function.invokeExact(scratch, descriptor, Scratch.struct(scratch));
            Scratch.copyStruct(scratch, buffer);
            return orErrno(result, scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public long pread(int descriptor, byte[] buffer, long count, long offset) {
        MemorySegment scratch = Scratch.take();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(Math.max(count, 1));
            long result = (long) Functions.Rare.PREAD.invokeExact(scratch, descriptor, block, count, offset);
            if (result > 0) {
                MemorySegment.copy(block, ValueLayout.JAVA_BYTE, 0, buffer, 0, (int) result);
            }
            return orErrno(result, scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public long pwrite(int descriptor, byte[] buffer, long count, long offset) {
        MemorySegment scratch = Scratch.take();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(Math.max(count, 1));
            MemorySegment.copy(buffer, 0, block, ValueLayout.JAVA_BYTE, 0, (int) count);
            return orErrno(
                    (long) Functions.Rare.PWRITE.invokeExact(scratch, descriptor, block, count, offset), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public long lseek(int descriptor, long offset, int whence) {
        MemorySegment scratch = Scratch.take();
        try {
            return orErrno((long) Functions.Rare.LSEEK.invokeExact(scratch, descriptor, offset, whence), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int ftruncate(int descriptor, long size) {
        MemorySegment scratch = Scratch.take();
        try {
            return orErrno((int) Functions.Rare.FTRUNCATE.invokeExact(scratch, descriptor, size), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int fadvise(int descriptor, int advice) {
        MethodHandle fadvise = Functions.Rare.FADVISE;
        if (fadvise == null) {
            return -ENOSYS;
        }
        MemorySegment scratch = Scratch.take();
        try {
            return -(int) fadvise.invokeExact(scratch, descriptor, 0L, 0L, advice);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public int fsync(int descriptor) {
        MemorySegment scratch = Scratch.take();
        try {
            return orErrno((int) Functions.Rare.FSYNC.invokeExact(scratch, descriptor), scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }

    @Override
    public long getxattr(byte[] path, byte[] name) {
        MethodHandle getxattr = Functions.Rare.GETXATTR;
        if (getxattr == null || !System.getProperty("os.name", "").equals("Linux")) {
            return -ENOSYS;
        }
        MemorySegment scratch = Scratch.take();
        try {
            MemorySegment attribute = Scratch.struct(scratch);
            MemorySegment.copy(name, 0, attribute, ValueLayout.JAVA_BYTE, 0, name.length);
            return orErrno(
                    (long) getxattr.invokeExact(
                            scratch, Scratch.path(scratch, path), attribute, MemorySegment.NULL, 0L),
                    scratch);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Scratch.giveBack(scratch);
        }
    }
}
