package io.github.portalocker.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Open descriptors of this JVM, which itself opens one now and then. */
final class Descriptors {
    private Descriptors() {}

    /** How many there are of one file. */
    static long of(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(each -> isOf(file, each)).count();
        }
    }

    private static boolean isOf(Path file, Path descriptor) {
        try {
            return Files.isSameFile(descriptor, file);
        } catch (IOException e) {
            return false; // closed meanwhile, or no such file
        }
    }
}
