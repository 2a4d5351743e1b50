package io.github.portalocker.docs;

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
import java.util.stream.Collectors;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The Java in the documents and in the API's own documentation compiles; {@code ...} stands for the reader's code. */
final class ExamplesCompileTest {
    private static final Pattern IN_MARKDOWN = Pattern.compile("(?ms)^```java\n(.*?)^```");
    private static final Pattern IN_JAVADOC = Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n\\s*\\* }</pre>");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\n");

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> inMarkdown() throws IOException {
        return examples(Documents.markdown(), IN_MARKDOWN);
    }

    @TestFactory
    List<DynamicTest> inJavadoc() throws IOException {
        return examples(Documents.sourcesOfTheApi(), IN_JAVADOC);
    }

    private List<DynamicTest> examples(List<Path> files, Pattern pattern) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : files) {
            if (file.endsWith("docs/recipes.md") || file.endsWith("docs/integrations.md")) {
                // modules further on have those classes, and tests like this one
                continue;
            }
            tests.addAll(examples(file, pattern, Files.readString(file)));
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }

    private List<DynamicTest> examples(Path file, Pattern pattern, String text) {
        List<DynamicTest> tests = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String code = matcher.group(1).replaceAll("(?m)^ +\\* ?", "");
            if (code.contains("BackendContract")) { // not to be had here; each backend's module has such a class
                continue;
            }
            long line = text.substring(0, matcher.start()).lines().count() + 1;
            tests.add(DynamicTest.dynamicTest(Documents.ROOT.relativize(file) + ":" + line, () -> compile(code)));
        }
        return tests;
    }

    private void compile(String example) throws IOException {
        String imports =
                IMPORT.matcher(example).results().map(match -> match.group()).collect(Collectors.joining());
        String source = imports + """
                import io.github.portalocker.*;
                import java.nio.channels.*;
                import java.nio.file.*;
                import java.time.*;
                import java.util.*;
                import java.util.concurrent.*;
                import static io.github.portalocker.LockMode.*;
                import static java.nio.file.StandardOpenOption.*;
                class Example {
                    void example(Path path) throws Exception {
                """ + IMPORT.matcher(example).replaceAll("").replace("...", "") + "}}";
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
