package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Containers live on overlay file systems. */
@EnabledOnOs(OS.LINUX)
final class OverlayTest {
    @Test
    @DisplayName("G12: lock survives the copying of its file to the upper layer")
    void lockSurvivesTheCopyingOfItsFileToTheUpperLayer(@TempDir Path dir) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        command.addAll(Program.javaCommand(
                System.getProperty("java.class.path"), List.of(), OverlayMain.class, dir.toString()));
        try (Program program = Program.start(command)) {
            List<String> output = program.rest();
            assumeTrue(
                    output.stream().anyMatch(line -> line.startsWith("copied=")),
                    "mounting an overlay file system needs root, and one below that allows it: " + output);
            assertThat(output).containsExactly("copied=true refused before=1 after=1 ours=true true", "released=0");
        }
    }
}
