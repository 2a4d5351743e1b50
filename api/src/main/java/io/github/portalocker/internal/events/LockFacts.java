package io.github.portalocker.internal.events;

import java.nio.file.Path;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/**
 * What does not change about a lock, from the call to the release.
 *
 * @param mode shared or exclusive
 * @param path of the file; null for a channel
 * @param range the bytes
 * @param backend its name
 */
public record LockFacts(LockMode mode, @Nullable Path path, LockRange range, String backend) {
    /** What is locked, without the range. */
    public String subject() {
        return path == null ? "a channel" : path.toString();
    }

    @Override
    public String toString() {
        return subject() + " (" + backend + "), " + mode + ", " + range;
    }
}
