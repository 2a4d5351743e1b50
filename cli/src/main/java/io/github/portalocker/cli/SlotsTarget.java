package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockHolder;
import io.github.portalocker.recipes.FileSemaphore;
import org.jspecify.annotations.Nullable;

/** One of a number of slots, whose files are named after a file. */
record SlotsTarget(FileSemaphore slots, Path file) implements LockTarget {
    static SlotsTarget of(FileLocker locker, Path file, int slots) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path directory = Objects.requireNonNullElse(absolute.getParent(), absolute);
        String name = String.valueOf(absolute.getFileName());
        try {
            return new SlotsTarget(FileSemaphore.in(directory, name, slots, locker), file);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--slots cannot be of '" + file + "': " + e.getMessage());
        }
    }

    @Override
    public String description() {
        return "one of " + slots.permits() + " slots of " + file;
    }

    @Override
    public String shortName() {
        return slots.permits() + " slots of " + file.getFileName();
    }

    @Override
    public Held lock(@Nullable Duration timeout) throws IOException, InterruptedException {
        FileSemaphore.Permit permit = timeout == null ? slots.acquire() : slots.acquire(timeout);
        return new Held(List.of(permit.lock()), permit::close);
    }

    @Override
    public List<LockHolder> holders() {
        return slots.holders().values().stream().flatMap(List::stream).toList();
    }

    /** Those of a semaphore wait for each other and not for its slots. */
    @Override
    public List<LockHolder> waiters() {
        return List.of();
    }
}
