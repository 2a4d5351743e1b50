package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.portalocker.tck.Example;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The Java in {@code docs/recipes.md} and in the documentation of the classes compiles. */
final class ExamplesCompileTest {
    private static final String FRAME = """
            import io.github.portalocker.*;
            import io.github.portalocker.recipes.*;
            import java.io.*;
            import java.nio.charset.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            class Example {
                void example(String[] args) throws Exception {
                    %s
                }
            }
            """;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> inTheDocument() throws IOException {
        return compile(Path.of("../docs/recipes.md"));
    }

    @TestFactory
    Stream<DynamicTest> inJavadoc() throws IOException {
        return compile(Path.of("src/main/java"));
    }

    private Stream<DynamicTest> compile(Path place) throws IOException {
        return Example.in(place).stream().map(example -> example.compiles(FRAME, folder));
    }
}
