package io.github.portalocker.posix;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * Locks a file of the lower layer of an overlay file system for reading, and then makes the kernel copy it to the upper layer.
 * In a mount namespace of its own. Argument: a folder to work in.
 */
final class OverlayMain {
    private OverlayMain() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) throws Exception {
        Path dir = Path.of(arguments[0]);
        for (String name : List.of("lower", "upper", "work", "merged")) {
            Files.createDirectory(dir.resolve(name));
        }
        Files.writeString(dir.resolve("lower").resolve("lock"), "content");
        Path file = dir.resolve("merged").resolve("lock");
        if (run(
                        "mount",
                        "-t",
                        "overlay",
                        "overlay",
                        "-o",
                        options(dir),
                        file.getParent().toString())
                != 0) {
            System.out.println("no overlay here");
            return;
        }
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                HeldFileLock lock = locker.lock(channel, EXCLUSIVE)) {
            int before = run("flock", "-n", file.toString(), "true");
            Files.writeString(file, "more", StandardOpenOption.APPEND);
            boolean copied = Files.exists(dir.resolve("upper").resolve("lock"));
            int after = run("flock", "-n", file.toString(), "true");
            boolean isRefused = locker.tryLock(file, EXCLUSIVE) == null;
            System.out.println("copied=" + copied + " refused before=" + before + " after=" + after + " ours="
                    + isRefused + " " + lock.isValid());
        }
        System.out.println("released=" + run("flock", "-n", file.toString(), "true"));
    }

    private static String options(Path dir) {
        return "lowerdir=" + dir.resolve("lower") + ",upperdir=" + dir.resolve("upper") + ",workdir="
                + dir.resolve("work");
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
