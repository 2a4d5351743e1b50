package io.github.portalocker.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Open descriptors; a JVM opens and closes some of its own now and then. */
public final class Descriptors {
    private Descriptors() {}

    /** How many this JVM has of a file, or of a folder and all that is in it. */
    public static long of(Path path) throws IOException {
        return of(ProcessHandle.current().pid(), path);
    }

    /** How many a process has of a file, or of a folder and all that is in it. */
    public static long of(long pid, Path path) throws IOException {
        Path name = path.toRealPath();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.filter(each -> leadsTo(each, name)).count();
        }
    }

    private static boolean leadsTo(Path descriptor, Path name) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(name);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
