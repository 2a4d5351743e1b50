package io.github.portalocker.windows;

import org.jspecify.annotations.Nullable;

/**
 * The functions of kernel32.dll that locking needs.
 *
 * <p>Where it is not said otherwise, they answer 0 or more when they succeed and the negated Windows error code when they
 * fail. Handles are what the system gave out: never 0, never negative.
 */
interface Kernel32 {
    int GENERIC_READ = 0x8000_0000;
    int GENERIC_WRITE = 0x4000_0000;
    int SHARE_READ = 1;
    int SHARE_WRITE = 2;
    int SHARE_DELETE = 4;
    int OPEN_EXISTING = 3;
    int OPEN_ALWAYS = 4;
    int ATTRIBUTE_DIRECTORY = 0x10;
    int ATTRIBUTE_NORMAL = 0x80;
    int ATTRIBUTE_REPARSE_POINT = 0x400;
    int FLAG_OPEN_REPARSE_POINT = 0x0020_0000;
    int FLAG_BACKUP_SEMANTICS = 0x0200_0000; // without it no directory can be opened
    int TYPE_DISK = 1;
    long ALL_BYTES = -1;

    /**
     * CreateFileW for a handle that child processes do not inherit.
     *
     * <p>Windows has one error for "you may not" and for "it is being deleted"; here the latter is
     * {@link WindowsError#ERROR_DELETE_PENDING}.
     */
    long createFile(String name, int access, int share, int disposition, int flags);

    /** CloseHandle. */
    int closeHandle(long handle);

    /** GetFileType: {@link #TYPE_DISK}, 2 for a console or a serial line, 3 for a pipe or a socket, 0 for unknown. */
    int fileType(long handle);

    /** LockFileEx, never waiting. The length is an unsigned number: {@link #ALL_BYTES} is more than any file has. */
    int tryLock(long handle, boolean exclusive, long position, long length);

    /** UnlockFileEx over exactly what was locked. */
    int unlock(long handle, long position, long length);

    /** GetFileInformationByHandle: a BY_HANDLE_FILE_INFORMATION, 52 bytes. */
    int fileInformation(long handle, byte[] buffer);

    /** GetFileInformationByHandleEx with FileIdInfo: a FILE_ID_INFO, 24 bytes. */
    int fileId(long handle, byte[] buffer);

    /** ReadFile at a position; 0 at the end of the file. */
    int read(long handle, byte[] block, long position);

    /** WriteFile at a position. */
    int write(long handle, byte[] block, long position);

    /** GetFileSizeEx. */
    long size(long handle);

    /** Moves the end of the file. */
    int setSize(long handle, long size);

    /** FlushFileBuffers. */
    int flush(long handle);

    /** What the system says about an error code, in the user's language, or null. */
    @Nullable
    String describe(int error);
}
