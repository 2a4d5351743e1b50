package io.github.portalocker.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The documents say who does what. */
final class PlainEnglishTest {
    /** As a subject, they hide who acts. In italics, or as a part of a name, they may stand. */
    private static final Pattern RIDDLE =
            Pattern.compile("(?i)(?<!\\*)\\b(nobody|somebody|anybody|everybody|whoever)\\b(?!-)");

    @Test
    void documentsHaveNoRiddles() throws Exception {
        List<String> found = new ArrayList<>();
        for (Path document : Documents.markdown()) {
            List<String> lines = Files.readAllLines(document);
            for (int i = 0; i < lines.size(); i++) {
                if (RIDDLE.matcher(lines.get(i)).find()) {
                    found.add(Documents.ROOT.relativize(document) + ":" + (i + 1) + ": " + lines.get(i));
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
