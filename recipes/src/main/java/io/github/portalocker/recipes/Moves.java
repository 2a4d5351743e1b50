package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Renames a file over another one, at once for all who open it. */
final class Moves {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /** On Windows a file that is open without leave to be deleted, by a virus scanner say, cannot be replaced; for moments, mostly. */
    private static final Duration PATIENCE_ON_WINDOWS = Duration.ofSeconds(1);

    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private Moves() {}

    /** Never a copy: those who read would see half of it. */
    static void replace(Path fresh, Path file) throws IOException, Obstacle {
        try {
            if (Systems.WINDOWS) {
                replaceOnWindows(fresh, file);
            } else {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (FileSystemException e) {
            if (isMountPoint(file)) {
                throw new Obstacle(
                        "it is mounted by itself, as containers do with single files",
                        "mount its directory instead",
                        e);
            }
            throw e;
        }
    }

    private static void replaceOnWindows(Path fresh, Path file) throws IOException {
        TimeLimit limit = TimeLimit.after(PATIENCE_ON_WINDOWS);
        long pause = 1_000_000;
        while (true) {
            try {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (NoSuchFileException e) {
                throw e;
            } catch (FileSystemException e) {
                if (limit.isOver()) {
                    FileSystemException failure = new FileSystemException(
                            file.toString(),
                            null,
                            "it cannot be replaced: Windows refuses it (" + e
                                    + "), as it does while a program has the file open; the file is as it was; close it there, and try again");
                    failure.initCause(e);
                    throw failure;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause));
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        }
    }

    /** By the fifth field of proc_pid_mountinfo(5), on Linux. */
    private static boolean isMountPoint(Path file) {
        try {
            return Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1).stream()
                    .map(row -> row.split(" ", -1))
                    .anyMatch(row -> row.length > 4 && decode(row[4]).equals(file.toString()));
        } catch (IOException e) {
            return false; // no such table here
        }
    }

    /** The kernel writes blanks and the like as three octal digits. */
    private static String decode(String name) {
        String bytes = OCTAL.matcher(name).replaceAll(digits -> {
            char value = (char) Integer.parseInt(digits.group(1), 8);
            return value == '\\' ? "\\\\" : String.valueOf(value);
        });
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** What fails here is less than what failed before. */
    static void deleteQuietly(Path fresh, Exception failure) {
        try {
            Files.deleteIfExists(fresh);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
