package io.github.portalocker.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages, help, Javadoc and documents say who does what, in the words that other lock libraries use. */
final class PlainEnglishTest {
    /** In place of these: name the process, thread or caller; release, cancel, fix, forever, unresponsive. */
    private static final Pattern RIDDLE = Pattern.compile(("(?i)\\b(nobody|somebody|everybody|anybody|whoever|whomever"
                    + "|(g[ai]ve[sn]?|giving)( \\w+){0,3} back|call(s|ed|ing)? off|left to itself"
                    + "|mend(s|ed|ing)?|deaf|for ever)\\b")
            .replace(" ", "\\s+")); // a line may end there

    @Test
    void sourcesOfAllModulesAreWithoutRiddles() throws Exception {
        assertThat(Documents.sourcesOfAllModules()).hasSizeGreaterThan(200).allSatisfy(PlainEnglishTest::isPlain);
    }

    @Test
    void helpIsWithoutRiddles() throws Exception {
        assertThat(Documents.help()).hasSizeGreaterThan(3).allSatisfy(PlainEnglishTest::isPlain);
    }

    @Test
    void documentsAreWithoutRiddles() throws Exception {
        assertThat(Documents.markdown()).hasSizeGreaterThan(30).allSatisfy(PlainEnglishTest::isPlain);
    }

    @Test
    void riddlesAreFoundAcrossLinesOfACommentAndInMessages() {
        assertThat(riddles("/** Whoever asks,\n * and what was given\n * back. */\nthrow new Error(\"Mend it\");\n"))
                .containsExactly("1: Whoever", "2: given back", "4: Mend");
        assertThat(riddles("/** The amendment names a holder and is recommended. */"))
                .isEmpty();
    }

    private static void isPlain(Path file) throws IOException {
        assertThat(riddles(Files.readString(file)))
                .as("%s", Documents.ROOT.relativize(file))
                .isEmpty();
    }

    /** With the lines that they begin in. */
    private static List<String> riddles(String text) {
        List<String> found = new ArrayList<>();
        String flat = text.replaceAll("\n( *)\\*(?= )", "\n$1 "); // a comment's margin is no word
        RIDDLE.matcher(flat).results().forEach(match -> {
            long line = flat.substring(0, match.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            found.add(line + ": " + match.group().replaceAll("\\s+", " "));
        });
        return found;
    }
}
