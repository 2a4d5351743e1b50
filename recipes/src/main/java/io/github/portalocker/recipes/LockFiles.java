package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/** The lock file beside a data file: who may read or write the one may lock the other. */
final class LockFiles {
    private static final Set<PosixFilePermission> NEVER = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private LockFiles() {}

    static HeldFileLock lock(Target target, FileLocker locker, Options options, LockMode mode, TimeLimit limit)
            throws IOException, InterruptedException {
        if (Files.notExists(target.lock(), LinkOption.NOFOLLOW_LINKS)) {
            create(target, options);
        }
        return limit.isNever() ? locker.lock(target.lock(), mode) : locker.lock(target.lock(), mode, limit.left());
    }

    private static void create(Target target, Options options) throws IOException {
        Path lock = target.lock();
        if (!Access.isKnown(lock)) {
            return; // the locker makes it
        }
        Access data = Access.of(target.file());
        try {
            Files.createFile(lock, Contents.permissions(lock, permissions(data, options)));
        } catch (FileAlreadyExistsException e) {
            return; // another process was faster
        } catch (IOException e) {
            return; // the locker meets the same, and says what to do
        }
        if (data != null) {
            giveAway(lock, data);
        }
    }

    private static Set<PosixFilePermission> permissions(@Nullable Access data, Options options) {
        Set<PosixFilePermission> set =
                EnumSet.copyOf(data == null ? options.permissions() : data.permissionsOfItsLock());
        set.removeAll(NEVER);
        return set;
    }

    /** What root makes for the file of others must be theirs; where this is not root, it is not needed or not possible. */
    private static void giveAway(Path lock, Access data) throws IOException {
        Access made = Access.of(lock);
        if (made == null) {
            return;
        }
        try {
            if (made.gid() != data.gid()) {
                Files.setAttribute(lock, "unix:gid", data.gid(), LinkOption.NOFOLLOW_LINKS);
            }
            if (made.uid() != data.uid()) {
                Files.setAttribute(lock, "unix:uid", data.uid(), LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            return; // those who cannot open the lock file are told so
        }
        Files.getFileAttributeView(lock, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(data.permissionsOfItsLock()); // without what the umask took
    }
}
