package io.github.portalocker.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is written about the engine names what is there. */
final class ArchitectureTest {
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+[a-z])(?:\\.([a-z][A-Za-z]+))?[`(]");

    @Test
    void classesAndMethodsInTheDocumentExist() throws Exception {
        String document = Files.readString(Documents.ROOT.resolve("docs/architecture.md"));
        Set<String> missing = new TreeSet<>();
        for (MatchResult found : CLASS.matcher(document).results().toList()) {
            String source = source(found.group(1));
            if (source == null || (found.group(2) != null && !source.contains(found.group(2) + "("))) {
                missing.add(found.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static @Nullable String source(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Documents.ROOT)) {
            Set<Path> sources = files.filter(file -> file.endsWith(name + ".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .collect(Collectors.toSet());
            return sources.isEmpty()
                    ? null
                    : Files.readString(sources.iterator().next());
        }
    }
}
