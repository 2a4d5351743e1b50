package io.github.portalocker.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The library knows the names of all its backends. */
final class KnownBackendsTest {
    private static final Pattern NAME = Pattern.compile("PACKAGE \\+ \"\\.([^\"]+)\"");
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "github", "portalocker");

    @Test
    void theListNamesEveryBackendThatIsRegisteredAsAService() throws Exception {
        String list = Files.readString(
                Documents.ROOT.resolve("api").resolve(SOURCES).resolve("internal/select/KnownBackends.java"));
        List<String> named =
                NAME.matcher(list).results().map(match -> match.group(1)).toList();

        assertThat(registered()).isNotEmpty().containsExactlyInAnyOrderElementsOf(named);
    }

    private static List<String> registered() throws IOException {
        try (Stream<Path> modules = Files.list(Documents.ROOT)) {
            return modules.map(module -> module.resolve(SOURCES))
                    .filter(Files::isDirectory)
                    .flatMap(KnownBackendsTest::registeredIn)
                    .toList();
        }
    }

    private static Stream<String> registeredIn(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java") && isRegistered(file))
                    .map(file -> sources.relativize(file).toString())
                    .map(file -> file.replace(".java", "").replace(file.contains("\\") ? '\\' : '/', '.'))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isRegistered(Path source) {
        try {
            return Files.readString(source).contains("@AutoService(LockBackend.class)");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
