package io.github.portalocker.windows;

import com.sun.jna.Pointer;

/** kernel32.dll and one function of ntdll.dll, bound by JNA's direct mapping. */
final class Kernel32Functions {
    private Kernel32Functions() {}

    static native Pointer CreateFileW(
            byte[] name, int access, int share, Pointer security, int disposition, int flags, Pointer template);

    static native int CloseHandle(Pointer handle);

    static native int GetFileType(Pointer handle);

    static native int LockFileEx(
            Pointer handle, int flags, int reserved, int lengthLow, int lengthHigh, Pointer overlapped);

    static native int UnlockFileEx(Pointer handle, int reserved, int lengthLow, int lengthHigh, Pointer overlapped);

    static native int GetOverlappedResult(Pointer handle, Pointer overlapped, int[] count, int wait);

    static native int GetFileInformationByHandle(Pointer handle, byte[] information);

    static native int GetFileInformationByHandleEx(Pointer handle, int kind, byte[] information, int size);

    static native int SetFileInformationByHandle(Pointer handle, int kind, byte[] information, int size);

    static native int ReadFile(Pointer handle, byte[] block, int size, int[] count, Pointer overlapped);

    static native int WriteFile(Pointer handle, byte[] block, int size, int[] count, Pointer overlapped);

    static native int GetFileSizeEx(Pointer handle, long[] size);

    static native int FlushFileBuffers(Pointer handle);

    static native int FormatMessageW(
            int flags, Pointer source, int message, int language, byte[] buffer, int size, Pointer arguments);

    /** The precise status behind the last error of this thread. */
    static final class Ntdll {
        private Ntdll() {}

        static native int RtlGetLastNtStatus();
    }
}
