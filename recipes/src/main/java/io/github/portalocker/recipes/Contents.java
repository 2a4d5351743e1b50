package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Bytes of files. */
final class Contents {
    private static final byte[] NOTHING = {};

    private Contents() {}

    /** All of it, or nothing if there is no such file. */
    static byte[] readOrNothing(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return NOTHING;
        }
    }

    static void write(FileChannel channel, byte[] content) throws IOException {
        write(channel, ByteBuffer.wrap(content));
    }

    static void write(FileChannel channel, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            channel.write(content);
        }
    }

    /** Undoes what was appended; what fails here is less than what failed before. */
    static void truncateQuietly(FileChannel channel, long end, IOException failure) {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** For a file that is created, lessened by the umask; nothing where the file system has no such permissions. */
    static FileAttribute<?>[] permissions(Path file, Set<PosixFilePermission> permissions) {
        return Access.isKnown(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
