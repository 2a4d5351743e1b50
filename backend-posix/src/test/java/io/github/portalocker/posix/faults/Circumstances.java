package io.github.portalocker.posix.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.tck.Program;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Commands that start another command as another user, under limits, or with file systems of its own. */
final class Circumstances {
    private static final List<String> NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    private Circumstances() {}

    private static final class Here {
        static final boolean NOBODY_WORKS = succeeds(with(NOBODY, "true"));
        static final List<String> NAMESPACE =
                succeeds(List.of("unshare", "-m", "true")) ? List.of("unshare", "-m") : List.of("unshare", "-r", "-m");
        static final boolean MOUNTS_WORK = succeeds(with(NAMESPACE, "mount", "-t", "tmpfs", "none", "/tmp"));
    }

    static List<String> with(List<String> command, String... more) {
        List<String> result = new ArrayList<>(command);
        result.addAll(List.of(more));
        return result;
    }

    private static boolean succeeds(List<String> command) {
        try (Program program = Program.start(command)) {
            return program.finish() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A user without rights; skips the test if this one may not become it. */
    static List<String> nobody() {
        assumeTrue(Here.NOBODY_WORKS, "needs root, to become another user with setpriv(1)");
        return NOBODY;
    }

    /** After these lines of shell; "$1" is {@link #shell}'s argument. */
    static List<String> shell(String lines, String argument) {
        return List.of("sh", "-c", lines + "\nshift; exec \"$@\"", "sh", argument);
    }

    /** With a new file system in memory on a folder, which no other process sees, and after some lines of shell in it. */
    static List<String> inMemory(Path folder, String options, String lines) {
        assumeTrue(
                Here.MOUNTS_WORK, "needs root, or user namespaces, to mount a file system in a namespace of its own");
        String mount = "set -e; mount -t tmpfs -o " + options + " none \"$1\"; (cd \"$1\"; " + lines + ")";
        List<String> command = new ArrayList<>(Here.NAMESPACE);
        command.addAll(shell(mount, folder.toString()));
        return command;
    }

    /** A folder of another process, in its file systems. */
    static Path seenBy(long pid, Path folder) {
        return Path.of("/proc/" + pid + "/root" + folder);
    }

    /** The class path of this JVM, copied to where all users may read it. */
    static String classPathForAll(Path folder) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path original = Path.of(entry);
            if (!entry.isEmpty() && Files.exists(original)) {
                Path copy = folder.resolve(copies.size() + "-" + original.getFileName());
                copyForAll(original, copy);
                copies.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copyForAll(Path original, Path copy) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(original)) {
            files = tree.toList();
        }
        for (Path file : files) {
            Path target = original.equals(file)
                    ? copy
                    : copy.resolve(original.relativize(file).toString());
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(target);
            } else {
                Files.copy(file, target);
            }
            if (!target.toFile().setReadable(true, false) || !target.toFile().setExecutable(true, false)) {
                throw new IOException("cannot let all users read " + target);
            }
        }
    }
}
