package io.github.portalocker.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Answers as told, and counts handles; by default there is one regular file, not used by others. */
final class FakeKernel32 implements Kernel32 {
    /** What the next calls of createFile that want data answer: 0 for a handle, or a code. */
    final Deque<Integer> opening = new ArrayDeque<>();

    final Set<Long> open = new HashSet<>();

    /** Bytes as Windows is told of them. */
    record Bytes(long handle, long position, long length) {}

    final List<Bytes> locked = new ArrayList<>();
    final List<Bytes> unlocked = new ArrayList<>();
    int attributes = ATTRIBUTE_NORMAL;
    int type = TYPE_DISK;
    int statusError;
    int fileIdError;
    int lockError;
    int unlockError;
    long fileIndex = 7;
    int lastAccess;
    private long nextHandle = 4;

    private static int answer(int error) {
        return -error;
    }

    @Override
    public long createFile(String name, int access, int share, int disposition, int flags) {
        Integer error = access == 0 ? Integer.valueOf(statusError) : opening.poll();
        if (error != null && error != 0) {
            return -error;
        }
        if (access != 0) {
            lastAccess = access;
        }
        long handle = nextHandle;
        nextHandle += 4;
        open.add(handle);
        return handle;
    }

    @Override
    public int closeHandle(long handle) {
        return open.remove(handle) ? 0 : answer(WindowsError.ERROR_INVALID_HANDLE.code);
    }

    @Override
    public int fileType(long handle) {
        return type;
    }

    @Override
    public int tryLock(long handle, boolean exclusive, long position, long length) {
        locked.add(new Bytes(handle, position, length));
        return answer(lockError);
    }

    @Override
    public int unlock(long handle, long position, long length) {
        unlocked.add(new Bytes(handle, position, length));
        return answer(unlockError);
    }

    @Override
    public int fileInformation(long handle, byte[] buffer) {
        ByteBuffer information = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
        information.putInt(0, attributes).putInt(28, 1).putInt(44, (int) (fileIndex >>> 32));
        information.putInt(48, (int) fileIndex);
        return 0;
    }

    @Override
    public int fileId(long handle, byte[] buffer) {
        ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).putLong(1).putLong(fileIndex);
        return answer(fileIdError);
    }

    @Override
    public int read(long handle, byte[] block, long position) {
        return 0;
    }

    @Override
    public int write(long handle, byte[] block, long position) {
        return block.length;
    }

    @Override
    public long size(long handle) {
        return 0;
    }

    @Override
    public int setSize(long handle, long size) {
        return 0;
    }

    @Override
    public int flush(long handle) {
        return 0;
    }

    @Override
    public @Nullable String describe(int error) {
        return "the system's text of " + error;
    }
}
