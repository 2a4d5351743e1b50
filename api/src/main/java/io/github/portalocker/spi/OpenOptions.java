package io.github.portalocker.spi;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * How a lock file is opened.
 *
 * @param permissions of a file that has to be created, lessened by the umask; an existing file is never changed. Ignored
 *     where the file system has no POSIX permissions.
 * @since 0.1.0
 */
public record OpenOptions(Set<PosixFilePermission> permissions) {
    /** Only the owner may read and write: a user who can open a lock file can also hold its lock, and keep all others out. */
    public static final OpenOptions DEFAULT =
            new OpenOptions(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /** Keeps a copy of the permissions. */
    public OpenOptions {
        permissions = Set.copyOf(permissions);
    }
}
