package io.github.portalocker.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents of this checkout. */
final class Documents {
    /** Tests run in the folder of their module. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private Documents() {}

    /** All Markdown files but what a build has made. */
    static List<Path> markdown() throws IOException {
        return endingIn(
                ".md",
                ROOT.resolve("docs"),
                ROOT.resolve("examples"),
                ROOT.resolve("proof"),
                ROOT.resolve("README.md"),
                ROOT.resolve("CONTRIBUTING.md"));
    }

    /** The main sources of every module that this checkout has, so that a new one need not be named here. */
    static List<Path> sourcesOfAllModules() throws IOException {
        return endingIn(".java", ROOT).stream()
                .filter(file -> file.toString().replace('\\', '/').contains("/src/main/java/io/github/"))
                .toList();
    }

    /** What the command line tells its users beside its sources: the manual, and completions. */
    static List<Path> help() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("cli/src/dist/share"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** All Java sources of this checkout by the names of their files; of several with one name, any. */
    static Map<String, Path> sources() throws IOException {
        return endingIn(".java", ROOT).stream()
                .collect(Collectors.toMap(
                        source -> source.getFileName().toString(), Function.identity(), (one, other) -> one));
    }

    private static List<Path> endingIn(String suffix, Path... places) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                files.filter(file -> file.toString().endsWith(suffix)
                                && !file.toString().contains("/target/"))
                        .forEach(found::add);
            }
        }
        return found;
    }
}
