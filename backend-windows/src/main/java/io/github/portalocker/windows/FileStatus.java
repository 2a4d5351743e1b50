package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * What a file is, and which one.
 *
 * @param attributes FILE_ATTRIBUTE bits
 */
record FileStatus(int attributes, Identity identity) {

    /**
     * Volume and file id, which all names of a file have in common.
     *
     * @param high 0 on file systems that have only the 64 bits of the file index
     */
    record Identity(long volume, long low, long high) {}

    private static final int INFORMATION_BYTES = 52;
    private static final int VOLUME_AT = 28;
    private static final int INDEX_HIGH_AT = 44;
    private static final int INDEX_LOW_AT = 48;

    boolean isDirectory() {
        return (attributes & Kernel32.ATTRIBUTE_DIRECTORY) != 0;
    }

    boolean isReparsePoint() {
        return (attributes & Kernel32.ATTRIBUTE_REPARSE_POINT) != 0;
    }

    static FileStatus ofHandle(WindowsSystem system, long handle, @Nullable Path path) throws IOException {
        ByteBuffer information = ByteBuffer.allocate(INFORMATION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int result = system.kernel32().fileInformation(handle, information.array());
        if (result < 0) {
            throw system.failure("identify", path, result);
        }
        ByteBuffer id = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Identity identity;
        if (system.kernel32().fileId(handle, id.array()) >= 0) {
            identity = new Identity(id.getLong(), id.getLong(), id.getLong());
        } else { // FAT, some network file systems, Windows 7
            long index = (long) information.getInt(INDEX_HIGH_AT) << 32
                    | Integer.toUnsignedLong(information.getInt(INDEX_LOW_AT));
            identity = new Identity(Integer.toUnsignedLong(information.getInt(VOLUME_AT)), index, 0);
        }
        return new FileStatus(information.getInt(0), identity);
    }

    /**
     * Null if there is no such file, or only one that is being deleted.
     *
     * <p>Asks for no access but to attributes, so that no sharing mode and no lock is in the way.
     */
    static @Nullable FileStatus ofName(WindowsSystem system, String name, Path path) throws IOException {
        long handle = system.kernel32()
                .createFile(
                        name,
                        0,
                        Kernel32.SHARE_READ | Kernel32.SHARE_WRITE | Kernel32.SHARE_DELETE,
                        Kernel32.OPEN_EXISTING,
                        Kernel32.FLAG_OPEN_REPARSE_POINT | Kernel32.FLAG_BACKUP_SEMANTICS);
        if (handle < 0) {
            WindowsError error = WindowsError.of(handle);
            if (error == WindowsError.ERROR_FILE_NOT_FOUND
                    || error == WindowsError.ERROR_PATH_NOT_FOUND
                    || error == WindowsError.ERROR_DELETE_PENDING) {
                return null;
            }
            throw system.failure("identify", path, handle);
        }
        try {
            return ofHandle(system, handle, path);
        } finally {
            system.kernel32().closeHandle(handle);
        }
    }
}
