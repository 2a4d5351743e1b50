package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

import io.github.portalocker.HeldFileLock;
import org.jspecify.annotations.Nullable;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

/**
 * Puts a new file in the place of another one, under its lock. The order of the steps is what makes it safe: {@code proof/each-step}
 * and {@code proof/power-failure} try each of them.
 */
final class Replacement {
    private final Target target;
    private final HeldFileLock lock;
    private final Options options;

    Replacement(Target target, HeldFileLock lock, Options options) {
        this.target = target;
        this.lock = lock;
        this.options = options;
    }

    /** Refuses what could not be replaced before any work is done for it. */
    void check() throws IOException, Obstacle {
        Path file = target.file();
        Access access = access();
        if (access == null) {
            return;
        }
        if (access.links() > 1) {
            throw new Obstacle(
                    "it has " + access.links() + " names (hard links), and the others would keep the old content",
                    "remove the other names",
                    null);
        }
        AccessControlLists.refuse(lock.backend(), access, file);
    }

    /** Null on Windows, or if there is no file yet. */
    private @Nullable Access access() throws IOException {
        return Access.isKnown(target.file()) ? Access.of(target.file()) : null;
    }

    /** The new content in a new file, and then that in the place of the old one. */
    void write(byte[] content) throws IOException, Obstacle {
        Path fresh = target.fresh();
        try (Directory directory = Directory.of(target.directory(), options.durability() == Durability.FULL)) {
            try {
                Uninterrupted.run(() -> create(fresh, content));
                lock.ensureValid(); // the directory can have been renamed, and another one made in its place
                Moves.replace(fresh, target.file());
            } catch (IOException | Obstacle | RuntimeException e) {
                Moves.deleteQuietly(fresh, e);
                throw e;
            }
            directory.flush();
        }
    }

    private void create(Path fresh, byte[] content) throws IOException, Obstacle {
        Access access = access();
        target.deleteLeftover();
        try (FileChannel channel = open(fresh, access)) {
            Contents.write(channel, content);
            Attributes.keep(target.file(), fresh, access, lock.backend());
            if (options.durability() != Durability.NONE) {
                // A failure is final: the kernel can have dropped what it could not write, and a second try would
                // succeed (fsync(2)).
                channel.force(true);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw target.failed("the new content cannot be stored", e);
        }
    }

    /** Others cannot open it before it has the owner of the old one. */
    private FileChannel open(Path fresh, @Nullable Access access) throws IOException, Obstacle {
        try {
            return FileChannel.open(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    Contents.permissions(
                            fresh, access == null ? options.permissions() : Set.of(OWNER_READ, OWNER_WRITE)));
        } catch (AccessDeniedException e) {
            throw new Obstacle("this process can make no new file in its directory", "let it write the directory", e);
        }
    }
}
