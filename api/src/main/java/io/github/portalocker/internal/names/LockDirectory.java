package io.github.portalocker.internal.names;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.FileLocks;
import io.github.portalocker.internal.Target;
import io.github.portalocker.internal.network.NetworkMount;
import io.github.portalocker.spi.Failure;

/**
 * A directory that holds the files of locks on names and nothing else, so that they may be deleted.
 *
 * <p>A marker in it says in which domains its locks are: a locker of another one would exclude none of the others' locks.
 */
final class LockDirectory {
    private static final String MARKER = ".portalocker-names";
    private static final String VERSION = "portalocker names 1";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Path directory;
    private final FileLocks locks;

    private LockDirectory(Path directory, FileLocks locks) {
        this.directory = directory;
        this.locks = locks;
    }

    /** Opens a directory that was made for locks, or makes one of an empty or missing one. */
    static LockDirectory open(Path directory, FileLocks locks) throws IOException {
        LockDirectory opened = new LockDirectory(directory.toAbsolutePath(), locks);
        opened.prepare();
        return opened;
    }

    /** The file of a name. */
    Path file(String name) {
        return directory.resolve(NameFile.of(name));
    }

    private void prepare() throws IOException {
        Files.createDirectories(directory);
        List<String> mine = marker();
        long end = endOfPatience();
        List<String> found = read(end);
        if (found.isEmpty()) {
            requireEmpty();
            write(mine, end);
            found = read(endOfPatience()); // another process may have emptied it, to write the same
        }
        if (found.isEmpty()) {
            throw refused("another process has not finished its marker " + MARKER, "try again");
        }
        if (!found.get(0).equals(VERSION)) {
            throw refused("it was made by another version: " + found.get(0), "use that version, or another directory");
        }
        if (!found.equals(mine)) {
            throw refused(
                    "its locks are in the domains " + found.subList(1, found.size()) + ", those of backend "
                            + locks.system().name() + " in " + mine.subList(1, mine.size()),
                    "use a backend of those domains, or another directory");
        }
    }

    private static long endOfPatience() {
        return System.nanoTime() + PATIENCE_NANOS;
    }

    private List<String> marker() {
        Set<String> domains = new TreeSet<>();
        for (LockDomain domain : locks.system().domains()) {
            domains.add(domain.name());
        }
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(VERSION), domains.stream())
                .toList();
    }

    /**
     * The lines of the marker; none if there is no marker, or its writer has not come to write it.
     *
     * @param end how long to wait for that writer, in {@link System#nanoTime()}
     */
    private List<String> read(long end) throws IOException {
        List<String> lines;
        do {
            try {
                lines = Files.readAllLines(directory.resolve(MARKER), StandardCharsets.UTF_8);
            } catch (NoSuchFileException e) {
                return List.of();
            }
            if (!lines.isEmpty()) {
                return lines;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        } while (System.nanoTime() - end < 0);
        return List.of();
    }

    private void requireEmpty() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().equals(MARKER)) {
                    throw refused(
                            "it is not empty, and was not made for locks: there is " + entry.getFileName(),
                            "use a directory of its own for locks on names");
                }
            }
        }
    }

    /** The first one writes; an empty marker is one whose writer was killed. */
    private void write(List<String> lines, long end) throws IOException {
        Path marker = directory.resolve(MARKER);
        byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(marker, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            if (read(end).isEmpty()) {
                Files.write(marker, content);
            }
        }
    }

    private LockException refused(String reason, String remedy) {
        return new LockException(
                Failure.of("use for locks on names", directory, locks.system().name(), reason, remedy));
    }

    /**
     * Deletes the files of locks that are not held, and answers how many.
     *
     * <p>Each is deleted under its own lock, after a look that the path still names it: a locker that has it open then finds it
     * deleted, and goes on with a new one.
     */
    long purge() throws IOException {
        requirePurge();
        long count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + NameFile.SUFFIX)) {
            for (Path file : files) {
                count += delete(file) ? 1 : 0;
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return count;
    }

    private boolean delete(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (HeldFileLock lock = Target.of(locks, file).tryLock(LockMode.EXCLUSIVE)) {
            return lock != null && lock.isValid() && Files.deleteIfExists(file);
        }
    }

    /** Windows has no such attributes, and files that are open there cannot be deleted as elsewhere. */
    private void requirePurge() throws IOException {
        if (!Files.getFileStore(directory).supportsFileAttributeView("unix")) {
            throw new UnsupportedOperationException(
                    "lock files are not deleted on this system, where that is not proven to be safe: " + directory);
        }
        if (NetworkMount.of((long) Files.getAttribute(directory, "unix:dev")).isNfsOrSmb()) {
            throw new UnsupportedOperationException(
                    "lock files are not deleted on a network file system, where that is not proven to be safe: "
                            + directory);
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
