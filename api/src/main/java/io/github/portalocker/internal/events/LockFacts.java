package io.github.portalocker.internal.events;

import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * What does not change about a lock, from the call to the release.
 *
 * @param mode shared or exclusive
 * @param name what is locked; null where a file is
 * @param path of the file; null for a channel, or where there is none
 * @param range the bytes
 * @param backend its name
 */
public record LockFacts(
        LockMode mode, @Nullable String name, @Nullable Path path, LockRange range, String backend) {
    /** What is locked, without the range. */
    public String subject() {
        if (name != null) {
            return name;
        }
        return path == null ? "a channel" : path.toString();
    }

    @Override
    public String toString() {
        return subject() + " (" + backend + "), " + mode + ", " + range;
    }
}
