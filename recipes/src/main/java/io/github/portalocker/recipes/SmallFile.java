package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Some words about a process that runs, which mean nothing when it has ended: nothing is flushed. */
final class SmallFile {
    private SmallFile() {}

    /** Those who read it see all of it, or what was there before. Only for the holder of a lock that belongs to the file. */
    static void replace(Path file, String text, Set<PosixFilePermission> permissions) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Uninterrupted.run(() -> {
                Files.deleteIfExists(fresh);
                try (FileChannel channel = FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                        Contents.permissions(fresh, permissions))) {
                    Contents.write(channel, text.getBytes(StandardCharsets.UTF_8));
                }
            });
            Moves.replace(fresh, file);
        } catch (Obstacle e) {
            Moves.deleteQuietly(fresh, e);
            throw e.refusal(file);
        } catch (IOException e) {
            Moves.deleteQuietly(fresh, e);
            throw e;
        }
    }
}
