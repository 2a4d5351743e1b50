package io.github.portalocker.recipes;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The Java in {@code docs/recipes.md} and in the documentation of the classes compiles; {@code ...} stands for the reader's code. */
final class ExamplesCompileTest {
    private static final Pattern IN_MARKDOWN = Pattern.compile("(?ms)^```java\n(.*?)^```");
    private static final Pattern IN_JAVADOC = Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n\\s*\\* }</pre>");

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> inTheDocument() throws IOException {
        return examples(Path.of("../docs/recipes.md"), IN_MARKDOWN);
    }

    @TestFactory
    List<DynamicTest> inJavadoc() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                tests.addAll(examples(source, IN_JAVADOC));
            }
        }
        return tests;
    }

    private List<DynamicTest> examples(Path file, Pattern pattern) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        String text = Files.readString(file);
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String code = matcher.group(1).replaceAll("(?m)^ +\\* ?", "");
            long line = text.substring(0, matcher.start()).lines().count() + 1;
            tests.add(DynamicTest.dynamicTest(file.getFileName() + ":" + line, () -> compile(code)));
        }
        return tests;
    }

    private void compile(String example) throws IOException {
        String source = """
                import io.github.portalocker.*;
                import io.github.portalocker.recipes.*;
                import java.io.*;
                import java.nio.charset.*;
                import java.nio.file.*;
                import java.time.*;
                import java.util.*;
                class Example {
                    void example(String[] args) throws Exception {
                """ + example.replace("...", "") + "}}";
        Path file = Files.writeString(folder.resolve("Example.java"), source);
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output);
        int exitCode = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        printer,
                        printer,
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        file.toString());
        assertThat(exitCode).as("%s%n%s", output, source).isZero();
    }
}
