package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * A file with the number of the one process that runs, which others can read; close it when the process ends.
 *
 * <pre>{@code
 * try (PidFile pid = PidFile.tryCreate(Path.of("/run/app/app.pid"))) {
 *     if (pid == null) {
 *         System.err.println("it runs already");
 *         return;
 *     }
 *     // the only one
 * }
 * }</pre>
 *
 * <p>Whether the process runs is told by a lock on the file {@code NAME.lock} beside it, never by the number: that stays after a crash,
 * and then belongs to another process some day. So a file that a killed process left does not get in the way. Python's
 * {@code PidFileLock("NAME")} is the same lock, where the backend is flock or excludes it.
 *
 * <p>Thread-safe. The process must not fork without exec, which Java cannot.
 *
 * @since 0.1.0
 */
public final class PidFile implements AutoCloseable {
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    /** Longer than {@link #isRunning} holds the lock to look. */
    private static final Duration WHILE_OTHERS_LOOK = Duration.ofMillis(200);

    private final Path file;
    private final String content;
    private final HeldFileLock lock;

    private PidFile(Path file, String content, HeldFileLock lock) {
        this.file = file;
        this.content = content;
        this.lock = lock;
    }

    /**
     * Writes the number of this process into a file, unless another process has done so and still runs; null then.
     *
     * @param file its directory must exist
     * @return the file, which fits into try-with-resources; null if another process, or this one, has it
     * @throws IOException if the file cannot be locked or written; nothing is held then
     * @throws InterruptedException if the thread is interrupted; nothing is held then
     */
    public static @Nullable PidFile tryCreate(Path file) throws IOException, InterruptedException {
        return tryCreate(file, FileLocker.builder().build());
    }

    /**
     * Writes the number of this process into a file with the backend of a locker, unless another process has done so and still runs;
     * null then.
     *
     * @param file its directory must exist
     * @param locker how to lock
     * @return the file, which fits into try-with-resources; null if another process, or this one, has it
     * @throws IOException if the file cannot be locked or written; nothing is held then
     * @throws InterruptedException if the thread is interrupted; nothing is held then
     */
    public static @Nullable PidFile tryCreate(Path file, FileLocker locker) throws IOException, InterruptedException {
        Path real = real(file);
        HeldFileLock lock = locker.tryLock(lockOf(real), LockMode.EXCLUSIVE, WHILE_OTHERS_LOOK);
        if (lock == null) {
            return null;
        }
        try {
            String content = ProcessHandle.current().pid() + "\n";
            SmallFile.replace(real, content, READABLE);
            return new PidFile(real, content, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * {@return whether a process runs that has this file}
     *
     * <p>Asks with the default backend, and holds the lock for a moment to find out, where no process has it.
     *
     * @param file the file
     * @throws IOException if the lock cannot be looked at
     */
    public static boolean isRunning(Path file) throws IOException {
        Path real = real(file);
        if (Files.notExists(lockOf(real))) {
            return false;
        }
        try (HeldFileLock lock = FileLocker.builder().build().tryLock(lockOf(real), LockMode.SHARED)) {
            return lock == null;
        }
    }

    /**
     * {@return the number of the process that runs; empty if none does, or if it has not written its number yet}
     *
     * <p>For messages. By the time the number is used, the process can have ended and the number belong to another one: send no signals to it.
     *
     * @param file the file
     * @throws IOException if the lock cannot be looked at, or the file not read
     */
    public static OptionalLong running(Path file) throws IOException {
        if (!isRunning(file)) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(Files.readString(real(file)).strip());
            boolean plausible =
                    ProcessHandle.of(number).map(ProcessHandle::isAlive).orElse(false);
            return plausible ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NoSuchFileException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static Path real(Path file) throws IOException {
        Path absolute = Objects.requireNonNull(file, "file").toAbsolutePath();
        Path name = absolute.getFileName();
        Path directory = absolute.getParent();
        if (name == null || directory == null) {
            throw new IllegalArgumentException(file + " is a directory; name a file");
        }
        return Directories.existing(directory).resolve(name);
    }

    private static Path lockOf(Path file) {
        return file.resolveSibling(file.getFileName() + Target.LOCK);
    }

    /** {@return the file} */
    public Path path() {
        return file;
    }

    /** {@return the lock that tells that this process runs} */
    public HeldFileLock lock() {
        return lock;
    }

    /**
     * Deletes the file and releases the lock, whose file stays; a second call does nothing.
     *
     * @throws IOException if that fails
     */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (lock.isValid() && isOurs()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean isOurs() throws IOException {
        try {
            return Files.readString(file).equals(content);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "PidFile[" + file + "]";
    }
}
