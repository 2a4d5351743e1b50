package io.github.portalocker.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is written about the engine names what is there. */
final class ArchitectureTest {
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+[a-z])(?:\\.([a-z][A-Za-z]+))?[`(]");

    @Test
    void classesAndMethodsInTheDocumentExist() throws Exception {
        String document = Files.readString(Documents.ROOT.resolve("docs/architecture.md"));
        Map<String, Path> sources = Documents.sources();
        List<MatchResult> named = CLASS.matcher(document).results().toList();
        assertThat(named)
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(exists(name, sources)).as(name.group()).isTrue());
    }

    private static boolean exists(MatchResult name, Map<String, Path> sources) throws IOException {
        Path source = sources.get(name.group(1) + ".java");
        String method = name.group(2);
        return source != null && (method == null || Files.readString(source).contains(method + "("));
    }
}
