package io.github.portalocker.spring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.portalocker.tck.Example;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The Java in {@code docs/integrations.md} and in the documentation of the classes compiles with each generation of Spring. */
final class ExamplesCompileTest {
    private static final String FRAME = """
            import io.github.portalocker.*;
            import io.github.portalocker.spring.*;
            import io.micrometer.core.instrument.MeterRegistry;
            import java.io.IOException;
            import org.springframework.context.annotation.*;
            class Example {
                MeterRegistry registry;
                Example() throws IOException {}
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
                .filter(example -> example.code().contains("NamedLocks"))
                .map(example -> example.compiles(FRAME, folder));
    }
}
