package io.github.portalocker.ffm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.portalocker.tck.Program;

/** Child JVMs that lack something that this one has. */
final class Child {
    private Child() {}

    /** All output of a program started with these options and the class path entries that pass. */
    static List<String> output(
            Path java, List<String> options, Predicate<Path> classPath, String main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx64m", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.add("-cp");
        command.add(classPath(classPath));
        command.add(main);
        command.addAll(List.of(arguments));
        try (Program program = Program.start(command)) {
            program.finish();
            return program.rest();
        }
    }

    static String classPath(Predicate<Path> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> wanted.test(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    static Path thisJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static boolean isNotJna(Path entry) {
        return !entry.getFileName().toString().startsWith("jna-");
    }
}
