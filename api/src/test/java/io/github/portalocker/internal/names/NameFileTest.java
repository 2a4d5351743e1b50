package io.github.portalocker.internal.names;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each name has a file of its own, on any file system. */
final class NameFileTest {
    @ParameterizedTest
    @CsvSource({
        "jobs-1.a_b, jobs-1.a_b.lock",
        "jobs/import-7, jobs%2fimport-7.lock",
        "Jobs, %4aobs.lock",
        "a b, a%20b.lock",
        "100%, 100%25.lock",
        "ü, %c3%bc.lock",
        ".., %2e..lock",
        ".hidden, %2ehidden.lock",
        "con, %63on.lock",
        "nul.txt, %6eul.txt.lock",
        "console, console.lock",
        "~, %7e.lock"
    })
    void nameIsWrittenPlainly(String name, String file) {
        assertThat(NameFile.of(name)).isEqualTo(file);
    }

    @Test
    void longNamesEndWithTheirHash() {
        String one = "a".repeat(300);
        String other = one + "b";
        assertThat(NameFile.of(one)).startsWith("a".repeat(120) + "~").hasSize(120 + 1 + 52 + 5);
        assertThat(NameFile.of(other)).isNotEqualTo(NameFile.of(one));
        assertThat(NameFile.of("a".repeat(200))).isEqualTo("a".repeat(200) + ".lock");
    }

    @Test
    void namesThatDifferHaveFilesThatDifferInMoreThanTheCaseOfLetters() {
        SplittableRandom random = new SplittableRandom(7);
        String alphabet = "aAzZ09%~.-_/\\: \u00e4\u00c4\ud83d\ude00conul2e5";
        Set<String> names = new HashSet<>();
        Set<String> files = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(4); length > 0; length--) {
                int at = random.nextInt(alphabet.length() - 1);
                name.append(
                        Character.isSurrogate(alphabet.charAt(at)) ? "\ud83d\ude00" : alphabet.substring(at, at + 1));
            }
            if (names.add(name.toString())) {
                assertThat(files.add(NameFile.of(name.toString()).toLowerCase(Locale.ROOT)))
                        .as(name.toString())
                        .isTrue();
            }
        }
        assertThat(names).hasSizeGreaterThan(5_000);
    }
}
