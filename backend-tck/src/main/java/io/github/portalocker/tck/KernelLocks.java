package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.condition.OS;

/**
 * What the kernel of Linux says about locks, in {@code /proc/locks}.
 *
 * @since 0.1.0
 */
public final class KernelLocks {
    private static final Path LIST = Path.of("/proc/locks");

    private KernelLocks() {}

    /** Whether there is such a list; a JVM of Windows under Wine sees it, but not which file a row is about. */
    public static boolean areListed() {
        return OS.LINUX.isCurrentOs() && Files.isReadable(LIST);
    }

    /** How many threads of all processes are blocked in the kernel on this file: {@code 1: -> FLOCK ADVISORY WRITE 4711 ...}. */
    public static long waiters(Path file) throws IOException {
        return count(file, true);
    }

    /** How many locks there are on this file. */
    public static long holders(Path file) throws IOException {
        return count(file, false);
    }

    /** Waits until so many threads are blocked on this file; fails if they do not come. */
    public static void awaitWaiters(Path file, int count) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (long found = waiters(file); found < count; found = waiters(file)) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(Patience.SECONDS)) {
                throw new AssertionError(
                        found + " instead of " + count + " threads wait in the kernel for " + file + ": " + list());
            }
            Thread.sleep(1);
        }
    }

    private static List<String> list() throws IOException {
        return Files.readAllLines(LIST);
    }

    private static long count(Path file, boolean waiting) throws IOException {
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        try (Stream<String> locks = Files.lines(LIST)) {
            return locks.filter(line -> line.contains("->") == waiting && line.contains(inode))
                    .count();
        }
    }
}
