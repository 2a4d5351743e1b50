package io.github.portalocker.posix.core;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

final class LibraryPathTest {
    @ParameterizedTest
    @CsvSource({
        "/j/lib/server:/j/lib:/j/../lib, ''", // Java 17 with musl, where there was none
        "/j/lib/server:/j/lib, ''",
        "/j/lib/server:/j/lib:/j/../lib:/x:/y, /x:/y",
        "/j/lib/server:/j/lib:/j/lib/server:/x, /j/lib/server:/x",
        "/j/lib/client:/j/lib:/x, /x",
        "/x:/y, /x:/y",
        "/j/lib/server:/x, /j/lib/server:/x", // the user's own
        "/j/lib:/x, /j/lib:/x"
    })
    void whatJavaPutsInFrontIsTakenAway(String present, String original) {
        assertThat(LibraryPath.original(present, "/j")).isEqualTo(original);
    }
}
