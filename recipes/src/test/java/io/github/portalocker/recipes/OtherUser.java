package io.github.portalocker.recipes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.tck.Program;

/** Programs that run as the user with the id 65534, who owns no file. */
final class OtherUser {
    private static final List<String> AS_OTHER_USER =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    private OtherUser() {}

    static void mayEnter(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a program whose classes are copied to the directory first: those of the build may be for its user only. */
    static Program java(Path directory, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(AS_OTHER_USER);
        command.addAll(Program.javaCommand(
                classPathIn(directory), List.of("-Djava.io.tmpdir=/tmp", "-Djna.tmpdir=/tmp"), main, arguments));
        return Program.start(command);
    }

    /** Runs a command; fails unless it ends well. Answers its output. */
    static List<String> run(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(AS_OTHER_USER);
        all.addAll(List.of(command));
        return Machine.run(all.toArray(String[]::new));
    }

    private static String classPathIn(Path directory) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.exists(from)) {
                Path to = directory.resolve("classes-" + copies.size() + (Files.isDirectory(from) ? "" : ".jar"));
                copy(from, to);
                copies.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copy = each.equals(from) ? to : to.resolve(from.relativize(each));
                Files.copy(each, copy);
                mayEnter(copy);
            }
        }
    }
}
