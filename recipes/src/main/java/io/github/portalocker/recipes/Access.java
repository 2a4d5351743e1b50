package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Owner, mode and number of names of a file, where the file system has them (stat(2)). */
record Access(int uid, int gid, int mode, int links) {
    private static final String NAMES = "unix:uid,gid,mode,nlink";

    /** Set-user-ID and set-group-ID go, as they do when a file is written (write(2)). */
    private static final int KEPT = 01777;

    static boolean isKnown(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Null if there is no such file. */
    static @Nullable Access of(Path file) throws IOException {
        try {
            Map<String, Object> values = Files.readAttributes(file, NAMES, LinkOption.NOFOLLOW_LINKS);
            return new Access(
                    number(values, "uid"), number(values, "gid"), number(values, "mode"), number(values, "nlink"));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static int number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Integer number ? number : 0;
    }

    /** Gives a file that is ours this owner and this mode, the owner first: until then only we can open it. */
    void giveTo(Path fresh, Path file) throws IOException, Obstacle {
        Access now = of(fresh);
        if (now == null) {
            throw new NoSuchFileException(fresh.toString());
        }
        if (now.uid != uid || now.gid != gid) {
            try {
                if (now.gid != gid) {
                    Files.setAttribute(fresh, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
                }
                if (now.uid != uid) {
                    Files.setAttribute(fresh, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                }
            } catch (FileSystemException e) {
                throw new Obstacle(
                        "this process cannot give a new file its owner (" + uid + ":" + gid + ")",
                        "run as that user, or change the owner of the file",
                        e);
            }
        }
        if ((now.mode & KEPT) != (mode & KEPT)) {
            Files.setAttribute(fresh, "unix:mode", mode & KEPT, LinkOption.NOFOLLOW_LINKS);
        }
        if (!isSameIn(fresh)) {
            throw new FileSystemException(
                    file.toString(),
                    fresh.toString(),
                    "the new file did not take the owner and the mode of the old one");
        }
    }

    private boolean isSameIn(Path fresh) throws IOException {
        Access now = of(fresh);
        return now != null && now.uid == uid && now.gid == gid && (now.mode & KEPT) == (mode & KEPT);
    }

    /** Whether the group has a right that others do not have. An access control list can hide behind such bits. */
    boolean groupMayMoreThanOthers() {
        return ((mode >> 3) & ~mode & 07) != 0;
    }

    /** Of a lock file beside it: who may read or write the file may lock it. */
    Set<PosixFilePermission> permissionsOfItsLock() {
        return permissions((mode & 0666) | 0600);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all =
                PosixFilePermission.values(); // from the owner's right to read down to the others' to execute
        for (int i = 0; i < all.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }
}
