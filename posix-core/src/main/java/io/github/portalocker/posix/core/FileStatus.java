package io.github.portalocker.posix.core;

import io.github.portalocker.internal.network.NetworkMount;
import org.jspecify.annotations.Nullable;

/** Device and inode, which identify a file while it is open, and the type and permission bits. */
record FileStatus(Identity identity, int mode) {
    FileStatus(long device, long inode, int mode) {
        this(new Identity(device, inode), mode);
    }

    /** What a file is identified by. */
    record Identity(long device, long inode) {
        // written out, like hashCode: the first one that Java generates takes it 20 ms
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity file && device == file.device && inode == file.inode;
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(device) + Long.hashCode(inode);
        }

        long major() {
            return NetworkMount.major(device);
        }

        long minor() {
            return NetworkMount.minor(device);
        }
    }

    long device() {
        return identity.device;
    }

    long inode() {
        return identity.inode;
    }

    boolean isRegularFile() {
        return (mode & PosixPlatform.FILE_TYPE_MASK) == PosixPlatform.REGULAR_FILE;
    }

    boolean isDirectory() {
        return (mode & PosixPlatform.FILE_TYPE_MASK) == PosixPlatform.DIRECTORY;
    }

    boolean isSameFileAs(FileStatus other) {
        return identity.equals(other.identity);
    }

    /** The type in words. */
    String type() {
        return switch (mode & PosixPlatform.FILE_TYPE_MASK) {
            case PosixPlatform.REGULAR_FILE -> "a regular file";
            case PosixPlatform.DIRECTORY -> "a directory";
            case PosixPlatform.FIFO -> "a FIFO (named pipe)";
            case PosixPlatform.SOCKET -> "a socket";
            default -> "a device";
        };
    }
}
