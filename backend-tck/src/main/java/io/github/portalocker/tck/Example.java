package io.github.portalocker.tck;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Java in a document or in Javadoc, which has to compile. In it {@code ...} stands for the reader's code.
 *
 * @param file it is in
 * @param line it begins at
 * @param code without the stars of the comment
 * @since 0.1.0
 */
public record Example(Path file, long line, String code) {
    private static final Pattern IN_MARKDOWN = Pattern.compile("(?ms)^```java\n(.*?)^```");
    private static final Pattern IN_JAVADOC = Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n\\s*\\* }</pre>");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\n");

    /** Those in these files, or in the files below these directories; fails if there are none. */
    public static List<Example> in(Path... places) throws IOException {
        List<Example> found = new ArrayList<>();
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    if (file.toString().endsWith(".md")) {
                        addAll(found, file, IN_MARKDOWN);
                    } else if (file.toString().endsWith(".java")) {
                        addAll(found, file, IN_JAVADOC);
                    }
                }
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    private static void addAll(List<Example> found, Path file, Pattern pattern) throws IOException {
        String text = Files.readString(file);
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String code = matcher.group(1).replaceAll("(?m)^ +\\* ?", "");
            found.add(
                    new Example(file, text.substring(0, matcher.start()).lines().count() + 1, code));
        }
    }

    /**
     * A test that puts it into the place of {@code %s} in a frame, and its imports before, and compiles that.
     *
     * @param folder for what is compiled
     */
    public DynamicTest compiles(String frame, Path folder) {
        String imports = IMPORT.matcher(code).results().map(MatchResult::group).collect(Collectors.joining());
        String rest = IMPORT.matcher(code).replaceAll("").replace("...", "");
        return DynamicTest.dynamicTest(
                file + ":" + line, () -> requireCompilable(imports + frame.replace("%s", rest), folder));
    }

    /**
     * Fails unless this source compiles with the class path of the test.
     *
     * @param folder for what is compiled
     */
    public static void requireCompilable(String source, Path folder) throws IOException {
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
