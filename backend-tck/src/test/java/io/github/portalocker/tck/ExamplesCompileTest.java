package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the documents and in the API's own documentation compiles. */
final class ExamplesCompileTest {
    private static final String FRAME = """
            import io.github.portalocker.*;
            import io.github.portalocker.tck.*;
            import java.io.*;
            import java.nio.*;
            import java.nio.channels.*;
            import java.nio.file.*;
            import java.nio.file.attribute.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import static io.github.portalocker.LockMode.*;
            import static java.nio.file.StandardOpenOption.*;
            class Example {
                void example(Path path) throws Exception {
                    %s
                }
            }
            """;

    private static final Path ROOT = Path.of("..");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> inMarkdown() throws IOException {
        return Example.in(
                        ROOT.resolve("docs"),
                        ROOT.resolve("examples"),
                        ROOT.resolve("proof"),
                        ROOT.resolve("README.md"),
                        ROOT.resolve("CONTRIBUTING.md"))
                .stream()
                .filter(example -> !usesAModuleFurtherOn(example.file()))
                .map(example -> example.compiles(FRAME, folder));
    }

    /** It has a test like this one. */
    private static boolean usesAModuleFurtherOn(Path document) {
        return document.endsWith("docs/recipes.md") || document.endsWith("docs/integrations.md");
    }

    @TestFactory
    Stream<DynamicTest> inJavadoc() throws IOException {
        return Example.in(ROOT.resolve("api/src/main/java")).stream().map(example -> example.compiles(FRAME, folder));
    }
}
