package io.github.portalocker.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                ROOT.resolve("README.md"),
                ROOT.resolve("CONTRIBUTING.md"));
    }

    static List<Path> sourcesOfTheApi() throws IOException {
        return endingIn(".java", ROOT.resolve("api/src/main/java"));
    }

    private static List<Path> endingIn(String suffix, Path... places) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                files.filter(file -> file.toString().endsWith(suffix)
                                && !file.toString().contains("target"))
                        .forEach(found::add);
            }
        }
        return found;
    }
}
