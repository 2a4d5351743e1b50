package io.github.portalocker.nio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** In JVMs of their own: the warning comes once. */
final class ForgottenTest {
    private static List<String> output(String what, Path dir) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Program program = Program.java(List.of(), ForgottenMain.class, what, dir.toString())) {
            String line;
            do {
                line = program.readLine();
                lines.add(line);
            } while (!line.startsWith("free "));
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "file"})
    void whatIsForgottenStaysHeldAndIsWarnedOfOnce(String what, @TempDir Path dir) throws Exception {
        List<String> lines = output(what, dir);
        assertThat(lines)
                .filteredOn(line -> line.contains("never closed"))
                .singleElement()
                .asString()
                .contains("forgotten");
        assertThat(lines).last().isEqualTo("free false");
    }

    @Test
    void whatWasClosedIsNotWarnedOf(@TempDir Path dir) throws Exception {
        assertThat(output("closed", dir)).containsExactly("free true");
    }
}
