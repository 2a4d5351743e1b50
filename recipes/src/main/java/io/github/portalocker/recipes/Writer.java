package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Files;

import io.github.portalocker.HeldFileLock;
import org.jspecify.annotations.Nullable;

/** Gives a file new content, under its lock: a new file in its place, or in place where the user lets it. */
final class Writer {
    private final Target target;
    private final Options options;
    private final Replacement replacement;

    /** Why it cannot be replaced; null as far as that is known. */
    private @Nullable Obstacle obstacle;

    Writer(Target target, HeldFileLock lock, Options options) {
        this.target = target;
        this.options = options;
        this.replacement = new Replacement(target, lock, options);
    }

    /** Refuses what could not be written before the user's work is done. */
    void check() throws IOException {
        target.checkRegular();
        target.deleteLeftover();
        try {
            replacement.check();
        } catch (Obstacle e) {
            allow(e);
        }
    }

    void write(byte[] content) throws IOException {
        if (obstacle == null) {
            try {
                replacement.write(content);
                return;
            } catch (Obstacle e) {
                allow(e);
            }
        }
        InPlace.write(target, content, options);
    }

    private void allow(Obstacle found) throws IOException {
        if (!options.inPlace() || Files.notExists(target.file())) {
            throw found.refusal(target.file());
        }
        obstacle = found;
    }
}
