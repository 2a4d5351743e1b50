package io.github.portalocker.windows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * kernel32 through JNA.
 *
 * <p>Success is told by the result alone: CreateFileW leaves an error code behind when it has opened an existing file.
 */
final class JnaKernel32 implements Kernel32 {
    private static final int LOCK_FAIL_IMMEDIATELY = 1;
    private static final int LOCK_EXCLUSIVE = 2;
    private static final int FILE_ID_INFO = 18;
    private static final int FILE_END_OF_FILE_INFO = 6;
    private static final int STATUS_DELETE_PENDING = 0xC000_0056;
    private static final int MESSAGE_FROM_SYSTEM_WITHOUT_INSERTS = 0x1200;

    /** OVERLAPPED: two numbers as wide as a pointer, the offset in two halves, an event. */
    private static final int OVERLAPPED_BYTES = 3 * Native.POINTER_SIZE + 8;

    private static final int OFFSET_AT = 2 * Native.POINTER_SIZE;

    private final boolean hasNtStatus;

    private JnaKernel32(boolean hasNtStatus) {
        this.hasNtStatus = hasNtStatus;
    }

    static JnaKernel32 load() {
        return WindowsBackend.KERNEL32.get();
    }

    /** Once: {@link #load} is for all others. */
    static JnaKernel32 bind() {
        Map<String, Object> options = Native.POINTER_SIZE == 4
                ? Map.of(Library.OPTION_CALLING_CONVENTION, Function.ALT_CONVENTION) // stdcall, which only x86 has
                : Map.of();
        Native.register(Kernel32Functions.class, NativeLibrary.getInstance("kernel32", options));
        boolean hasNtStatus;
        try {
            Native.register(Kernel32Functions.Ntdll.class, NativeLibrary.getInstance("ntdll", options));
            hasNtStatus = true;
        } catch (UnsatisfiedLinkError e) {
            hasNtStatus = false; // exported by all versions, but not documented: work without it
        }
        return new JnaKernel32(hasNtStatus);
    }

    private static int failure() {
        int error = Native.getLastError();
        return error > 0 ? -error : -WindowsError.ERROR_GEN_FAILURE.code;
    }

    private static int orError(int success) {
        return success == 0 ? failure() : 0;
    }

    private static Pointer handle(long handle) {
        return new Pointer(handle);
    }

    private static Memory overlapped(long position) {
        Memory overlapped = new Memory(OVERLAPPED_BYTES);
        overlapped.clear();
        overlapped.setInt(OFFSET_AT, (int) position);
        overlapped.setInt(OFFSET_AT + 4L, (int) (position >>> 32));
        return overlapped;
    }

    /** The very characters, with a zero at the end: names need not be valid UTF-16. */
    private static byte[] wide(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * text.length() + 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    @Override
    public long createFile(String name, int access, int share, int disposition, int flags) {
        Pointer handle = Kernel32Functions.CreateFileW(
                wide(name), access, share, Pointer.NULL, disposition, flags, Pointer.NULL);
        long value = Pointer.nativeValue(handle);
        boolean invalid = handle == null || (int) value == -1;
        if (!invalid) {
            return value;
        }
        int failure = failure();
        if (failure == -WindowsError.ERROR_ACCESS_DENIED.code
                && hasNtStatus
                && Kernel32Functions.Ntdll.RtlGetLastNtStatus() == STATUS_DELETE_PENDING) {
            return -WindowsError.ERROR_DELETE_PENDING.code;
        }
        return failure;
    }

    @Override
    public int closeHandle(long handle) {
        return orError(Kernel32Functions.CloseHandle(handle(handle)));
    }

    @Override
    public int fileType(long handle) {
        return Kernel32Functions.GetFileType(handle(handle));
    }

    @Override
    public int tryLock(long handle, boolean exclusive, long position, long length) {
        try (Memory overlapped = overlapped(position)) {
            int flags = LOCK_FAIL_IMMEDIATELY | (exclusive ? LOCK_EXCLUSIVE : 0);
            int result = orError(Kernel32Functions.LockFileEx(
                    handle(handle), flags, 0, (int) length, (int) (length >>> 32), overlapped));
            // a handle opened for overlapped work answers later, although "immediately" was asked for: it will not be
            // long
            while (result == -WindowsError.ERROR_IO_PENDING.code || result == -WindowsError.ERROR_IO_INCOMPLETE.code) {
                result = orError(Kernel32Functions.GetOverlappedResult(handle(handle), overlapped, new int[1], 1));
            }
            return result;
        }
    }

    @Override
    public int unlock(long handle, long position, long length) {
        try (Memory overlapped = overlapped(position)) {
            return orError(
                    Kernel32Functions.UnlockFileEx(handle(handle), 0, (int) length, (int) (length >>> 32), overlapped));
        }
    }

    @Override
    public int fileInformation(long handle, byte[] buffer) {
        return orError(Kernel32Functions.GetFileInformationByHandle(handle(handle), buffer));
    }

    @Override
    public int fileId(long handle, byte[] buffer) {
        return orError(
                Kernel32Functions.GetFileInformationByHandleEx(handle(handle), FILE_ID_INFO, buffer, buffer.length));
    }

    @Override
    public int read(long handle, byte[] block, long position) {
        int[] count = new int[1];
        try (Memory overlapped = overlapped(position)) {
            int result = orError(Kernel32Functions.ReadFile(handle(handle), block, block.length, count, overlapped));
            if (result == -WindowsError.ERROR_HANDLE_EOF.code) {
                return 0;
            }
            return result < 0 ? result : count[0];
        }
    }

    @Override
    public int write(long handle, byte[] block, long position) {
        int[] count = new int[1];
        try (Memory overlapped = overlapped(position)) {
            int result = orError(Kernel32Functions.WriteFile(handle(handle), block, block.length, count, overlapped));
            return result < 0 ? result : count[0];
        }
    }

    @Override
    public long size(long handle) {
        long[] size = new long[1];
        int result = orError(Kernel32Functions.GetFileSizeEx(handle(handle), size));
        return result < 0 ? result : size[0];
    }

    /** Not SetEndOfFile, which cuts at a file pointer that all users of the handle share. */
    @Override
    public int setSize(long handle, long size) {
        byte[] information = new byte[Long.BYTES];
        ByteBuffer.wrap(information).order(ByteOrder.LITTLE_ENDIAN).putLong(size);
        return orError(Kernel32Functions.SetFileInformationByHandle(
                handle(handle), FILE_END_OF_FILE_INFO, information, information.length));
    }

    @Override
    public int flush(long handle) {
        return orError(Kernel32Functions.FlushFileBuffers(handle(handle)));
    }

    @Override
    public @Nullable String describe(int error) {
        byte[] buffer = new byte[1024];
        int length = Kernel32Functions.FormatMessageW(
                MESSAGE_FROM_SYSTEM_WITHOUT_INSERTS, Pointer.NULL, error, 0, buffer, buffer.length / 2, Pointer.NULL);
        String text = new String(buffer, 0, 2 * length, StandardCharsets.UTF_16LE).strip();
        return text.isEmpty() ? null : text;
    }
}
