package io.github.portalocker.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

final class ExampleTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^## JUnit$.*?^```java\n(.*?)^```");

    @Test
    void exampleOfTheDocumentCompiles(@TempDir Path folder) throws Exception {
        Matcher matcher = EXAMPLE.matcher(Files.readString(Path.of("../../docs/integrations.md")));
        assertThat(matcher.find()).isTrue();
        Path file = folder.resolve("Example.java");
        Files.writeString(file, """
                import org.junit.jupiter.api.Test;
                import org.junit.jupiter.api.parallel.ResourceAccessMode;
                """ + matcher.group(1).replace("...", ""));
        int exitCode = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        file.toString());
        assertThat(exitCode).isZero();
    }
}
