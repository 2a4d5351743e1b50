package io.github.portalocker.memory;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.portalocker.LockRange;

/** A file system with locks in memory, and what others than the engine do with it. No path is looked up on a disk. */
public final class MemoryFiles {
    final Monitor monitor = new Monitor();

    private final Map<Path, MemoryFile> names = new HashMap<>(); // guarded by monitor, as what follows
    private int created;
    private int losses;

    /** The file that the path names; created when there is none. */
    MemoryFile at(Path path) {
        return monitor.read(
                () -> names.computeIfAbsent(path, name -> new MemoryFile(name + " (file " + ++created + ")")));
    }

    Description open(Path path, LockRange range) {
        return monitor.read(() -> at(path).open(range));
    }

    boolean names(Path path, MemoryFile file) {
        return monitor.read(() -> names.get(path) == file);
    }

    /** Another process opens the file. */
    public OtherProcess otherProcess(Path path) {
        return otherProcess(path, LockRange.WHOLE_FILE);
    }

    /** Another process opens the file to lock some bytes of it. */
    public OtherProcess otherProcess(Path path, LockRange range) {
        return new OtherProcess(monitor, open(path, range));
    }

    /** Deletes the file: those who have it open keep it, and who opens the path next creates another one. */
    public void delete(Path path) {
        monitor.change(() -> names.remove(path));
    }

    /** A caller opens a channel; closing it releases the lock that it carries. */
    public MemoryChannel channel(Path path) {
        Description description = open(path, LockRange.WHOLE_FILE);
        return new MemoryChannel(description, channel -> monitor.change(description::close));
    }

    /** The server of a file drops all locks that it knows, and does not say so. */
    public void loseLocks(Path path) {
        monitor.change(() -> {
            losses++;
            List.copyOf(at(path).descriptions).forEach(Description::lose);
        });
    }

    /** How often {@link #loseLocks} has been called. */
    public int losses() {
        return monitor.read(() -> losses);
    }
}
