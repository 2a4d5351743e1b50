package io.github.portalocker.junit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.portalocker.tck.Example;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The Java in {@code docs/integrations.md} and in the documentation of the annotation compiles. */
final class ExamplesCompileTest {
    private static final String FRAME = """
            import io.github.portalocker.junit.*;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.parallel.ResourceAccessMode;
            class Example {
                %s
            }
            """;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> inTheDocument() throws IOException {
        return compile(Path.of("../../docs/integrations.md"));
    }

    @TestFactory
    Stream<DynamicTest> inJavadoc() throws IOException {
        return compile(Path.of("src/main/java"));
    }

    private Stream<DynamicTest> compile(Path place) throws IOException {
        return Example.in(place).stream()
                .filter(example -> example.code().contains("@FileLocked"))
                .map(example -> example.compiles(FRAME, folder));
    }
}
