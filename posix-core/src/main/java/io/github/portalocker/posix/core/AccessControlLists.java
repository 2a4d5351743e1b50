package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** POSIX access control lists, which Linux keeps as an attribute of the file (acl(5), xattr(7)). */
final class AccessControlLists {
    private static final byte[] NAME = "system.posix_acl_access\0".getBytes(StandardCharsets.US_ASCII);

    private AccessControlLists() {}

    /** Empty if it cannot be told; a list that says no more than the permissions is not kept as one. */
    static Optional<Boolean> isPresent(PosixSystem system, Path path) throws IOException {
        long size = system.libc().getxattr(PathBytes.of(path), NAME);
        if (size >= 0) {
            return Optional.of(true);
        }
        Errno errno = Errno.of(system.platform().os(), (int) -size);
        if (errno == Errno.ENODATA || errno == Errno.ENOTSUP) {
            return Optional.of(false);
        }
        if (errno == Errno.ENOSYS) {
            return Optional.empty();
        }
        throw system.failures().of("look at", path, (int) size);
    }
}
