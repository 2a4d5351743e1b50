package io.github.portalocker.memory;

import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.LockRange;

/** A file, as opposed to a path that names it; it is its own identity. */
final class MemoryFile {
    private final String name;

    /** Guarded by the monitor of the files. */
    final List<Description> descriptions = new ArrayList<>();

    MemoryFile(String name) {
        this.name = name;
    }

    /** Under the monitor. */
    Description open(LockRange range) {
        Description description = new Description(this, range);
        descriptions.add(description);
        return description;
    }

    @Override
    public String toString() {
        return name;
    }
}
