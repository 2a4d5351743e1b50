package io.github.portalocker.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/errors.md} says what the code says. */
final class ErrorsTest {
    private static final Pattern QUOTED_IN_A_TABLE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    private static final Pattern QUOTED_ON_WINDOWS = Pattern.compile("`([a-z][^`]* [^`]*)`");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern WINDOWS_REASON = Pattern.compile("ERROR_\\w+\\(\\d+, \"([^\"]+)\"");

    private static String errors() throws IOException {
        return Files.readString(Documents.ROOT.resolve("docs/errors.md"));
    }

    /** All that there are, so that a new one need not be named here. */
    private static List<String> modules() throws IOException {
        try (Stream<Path> folders = Files.list(Documents.ROOT)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void everyQuotedMessageIsInTheCode() throws Exception {
        StringBuilder literals = new StringBuilder();
        for (String module : modules()) {
            for (String source : sources(module)) {
                LITERAL.matcher(source.replaceAll("\"\\s*\\+\\s*\"", ""))
                        .results()
                        .forEach(match -> literals.append(match.group(1)).append('\n'));
            }
        }

        assertThat(quoted(errors(), QUOTED_IN_A_TABLE))
                .hasSizeGreaterThan(40)
                .allSatisfy(message -> assertThat(literals).contains(message));
    }

    @Test
    void everyExceptionHasItsHeading() throws Exception {
        try (Stream<Path> files = Files.list(Documents.ROOT.resolve("api/src/main/java/io/github/portalocker"))) {
            List<String> exceptions = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Exception.java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
            String errors = errors();
            assertThat(exceptions)
                    .contains("LockException")
                    .allSatisfy(name -> assertThat(errors).contains("\n## " + name + "\n"));
        }
    }

    @Test
    void everyReasonOfWindowsIsListed() throws Exception {
        List<String> inCode = quoted(
                Files.readString(Documents.ROOT.resolve(
                        "backend-windows/src/main/java/io/github/portalocker/windows/WindowsError.java")),
                WINDOWS_REASON);
        assertThat(inCode).hasSizeGreaterThan(20);
        assertThat(quoted(errors(), QUOTED_ON_WINDOWS)).containsAll(inCode);
    }

    @Test
    void theBaseClassLeadsHere() throws Exception {
        assertThat(Files.readString(
                        Documents.ROOT.resolve("api/src/main/java/io/github/portalocker/LockException.java")))
                .contains("docs/errors.md");
    }

    private static List<String> quoted(String text, Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<String> sources(String module) throws IOException {
        try (Stream<Path> files = Files.walk(Documents.ROOT.resolve(module).resolve("src/main/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> texts = new ArrayList<>();
            for (Path source : sources) {
                texts.add(Files.readString(source));
            }
            return texts;
        }
    }
}
