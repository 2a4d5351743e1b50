package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What a new file must have from the one that it replaces. */
final class Attributes {
    private Attributes() {}

    /**
     * Gives the new file what the old one has: owner, mode and user attributes, or the access control list of Windows.
     *
     * @param file the old one; it need not exist
     * @param fresh the new one, which only we can open yet
     * @param access of the old one; null if there is none, or on Windows
     * @param backend the one that locks
     */
    static void keep(Path file, Path fresh, @Nullable Access access, String backend) throws IOException, Obstacle {
        if (access != null) {
            AccessControlLists.refuse(backend, access, fresh); // a directory can give one to every new file
            copyUserAttributes(file, fresh);
            access.giveTo(fresh, file);
        } else if (Systems.WINDOWS && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            copyAccessControlList(file, fresh);
            copyUserAttributes(file, fresh);
        }
    }

    private static void copyUserAttributes(Path file, Path fresh) throws IOException {
        UserDefinedFileAttributeView from = userAttributes(file);
        UserDefinedFileAttributeView to = userAttributes(fresh);
        if (from == null || to == null) {
            return;
        }
        for (String name : names(from)) {
            ByteBuffer value = ByteBuffer.allocate(from.size(name));
            from.read(name, value);
            value.flip();
            to.write(name, value);
        }
    }

    private static @Nullable UserDefinedFileAttributeView userAttributes(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<String> names(UserDefinedFileAttributeView view) {
        try {
            return view.list();
        } catch (IOException | UnsupportedOperationException e) {
            return List.of(); // the file system has none
        }
    }

    private static void copyAccessControlList(Path file, Path fresh) throws IOException {
        AclFileAttributeView from = Files.getFileAttributeView(file, AclFileAttributeView.class);
        AclFileAttributeView to = Files.getFileAttributeView(fresh, AclFileAttributeView.class);
        if (from != null && to != null) {
            if (!from.getOwner().equals(to.getOwner())) {
                to.setOwner(from.getOwner());
            }
            if (!from.getAcl().equals(to.getAcl())) {
                to.setAcl(from.getAcl());
            }
        }
        DosFileAttributeView old = Files.getFileAttributeView(file, DosFileAttributeView.class);
        DosFileAttributeView made = Files.getFileAttributeView(fresh, DosFileAttributeView.class);
        if (old != null && made != null) {
            made.setHidden(old.readAttributes().isHidden());
        }
    }
}
