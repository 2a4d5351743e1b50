package io.github.portalocker.posix.core;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.github.portalocker.Availability;
import io.github.portalocker.Availability.Available;
import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.OpenOptions;

/**
 * Proves with real calls on temporary files that the numbers of the platform are right and that its locks lock.
 *
 * <p>A wrong O_NOFOLLOW, a mode lost on the way through a variadic call or a wrong offset in a struct gives no error by
 * itself.
 */
final class Probe {
    private static final int MOST_ATTEMPTS = 100;

    private static final Set<PosixFilePermission> PERMISSIONS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final PosixSystem system;

    Probe(PosixSystem system) {
        this.system = system;
    }

    Availability run() {
        List<String> tried = new ArrayList<>();
        Availability refusal = null;
        for (String folder : List.of(
                System.getProperty("java.io.tmpdir", "/tmp"),
                "/dev/shm",
                "/var/tmp",
                System.getProperty("user.home", "/"))) {
            Path directory;
            try {
                directory = newDirectory(Path.of(folder));
            } catch (IOException | RuntimeException e) {
                tried.add(folder + " (" + e + ")");
                continue;
            }
            Availability result = proveIn(directory);
            if (!(result instanceof Unavailable unavailable)
                    || !(unavailable.cause() instanceof LockNotSupportedException)) {
                return result;
            }
            refusal = refusal == null ? result : refusal; // says something about that file system only
        }
        return refusal != null
                ? refusal
                : new Unavailable(
                        "no temporary file can be made to prove that locks work: " + tried,
                        "set -Djava.io.tmpdir to a writable directory",
                        null);
    }

    /** What {@link Files#createTempDirectory} does, without the random numbers for which Java starts its security providers. */
    private static Path newDirectory(Path folder) throws IOException {
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        for (int attempts = 0; ; attempts++) {
            Path directory = folder.resolve("portalocker-probe" + Long.toUnsignedString(System.nanoTime(), 36));
            try {
                return Files.createDirectory(directory, mode);
            } catch (FileAlreadyExistsException e) {
                if (attempts == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Availability proveIn(Path directory) {
        Path file = directory.resolve("file");
        Path link = directory.resolve("link");
        try {
            proveCreation(file);
            Files.createSymbolicLink(link, file);
            proveLinksAreRefused(link);
            proveExclusion(file);
            if (system.protocol().hasRanges()) {
                proveRanges(file);
            }
            return new Available();
        } catch (IOException | RuntimeException | WrongAnswer e) {
            if (e instanceof LockException lock
                    && lock.operation().equals("lock")
                    && lock.nativeName().equals(Optional.of(Errno.EINVAL.name()))) {
                return new NotForThisPlatform("this kernel does not know locks of this kind");
            }
            return new Unavailable(
                    "its locks could not be proven in " + directory.getParent() + ": " + e.getMessage(),
                    "set -Djava.io.tmpdir to a directory on a local file system",
                    e);
        } finally {
            for (Path path : List.of(link, file, directory)) {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    path.toFile().deleteOnExit();
                }
            }
        }
    }

    private static final class WrongAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        WrongAnswer(String message) {
            super(message);
        }
    }

    private static void require(boolean right, String otherwise) throws WrongAnswer {
        if (!right) {
            throw new WrongAnswer(otherwise);
        }
    }

    private OwnHandle open(Path path, OpenOptions options) throws IOException {
        return Objects.requireNonNull(
                OwnHandle.open(system, path, options, LockRange.WHOLE_FILE), "others have the temporary file open");
    }

    private void proveCreation(Path file) throws IOException, WrongAnswer {
        try (OwnHandle handle = open(file, new OpenOptions(PERMISSIONS))) {
            Map<String, Object> known = Files.readAttributes(file, "unix:dev,ino,mode");
            int mode = ((Number) known.get("mode")).intValue();
            require((mode & 077) == 0, "a file created with mode 0600 got " + Integer.toOctalString(mode));
            require(
                    handle.file.inode() == ((Number) known.get("ino")).longValue()
                            && handle.file.device() == ((Number) known.get("dev")).longValue(),
                    "the identity of an open file is not that of its path");
        }
    }

    private void proveLinksAreRefused(Path link) throws IOException, WrongAnswer {
        try (OwnHandle handle = open(link, OpenOptions.DEFAULT)) {
            throw new WrongAnswer("a symbolic link was followed on opening " + handle.path());
        } catch (LockException e) {
            require(
                    e.nativeCode().orElse(0)
                            == system.platform()
                                    .symbolicLinkError()
                                    .code(system.platform().os()),
                    "opening a symbolic link failed otherwise than expected: " + e.getMessage());
        }
    }

    /** Also that the structure has the layout of the table. */
    private void proveRanges(Path file) throws IOException, WrongAnswer {
        long far = 1L << 40;
        try (OwnHandle whole = open(file, OpenOptions.DEFAULT);
                OwnHandle first = whole.openRange(new LockRange(far, 2));
                OwnHandle next = whole.openRange(new LockRange(far + 2, 2));
                OwnHandle across = whole.openRange(new LockRange(far + 1, 2))) {
            require(first.lock(LockMode.EXCLUSIVE), "a range of bytes could not be locked");
            require(!across.lock(LockMode.EXCLUSIVE), "a range was locked twice");
            require(next.lock(LockMode.EXCLUSIVE), "a range excluded its neighbour");
            first.release();
            next.release();
        }
    }

    private void proveExclusion(Path file) throws IOException, WrongAnswer {
        try (OwnHandle first = open(file, OpenOptions.DEFAULT);
                OwnHandle second = open(file, OpenOptions.DEFAULT)) {
            require(first.lock(LockMode.EXCLUSIVE), "a new file could not be locked");
            require(!second.lock(LockMode.SHARED), "a shared lock was granted beside an exclusive one");
            first.release();
            require(second.lock(LockMode.SHARED), "a lock could not be had after its release");
            require(first.lock(LockMode.SHARED), "a second shared lock was not granted");
            first.release();
            second.release();
        }
    }
}
