package io.github.portalocker.recipes;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A short {@code proof/power-failure}: a few states of a disk, with all steps and without one. */
final class PowerFailureTest {
    private static final Path SCRIPT = Path.of("../proof/power-failure.py");

    @Test
    void whatWasAcknowledgedSurvivesAndAMissingStepIsSeen() throws Exception {
        Machine.needsRoot();
        Machine.needs("python3");
        Machine.needs("mkfs.ext4");
        Machine.needs("losetup");
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/fuse")), "there is no /dev/fuse on this machine");
        Machine.needsToRun("losetup", "-f");
        try (Program proof = Program.start(
                "python3",
                SCRIPT.toString(),
                "--java",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--classpath",
                System.getProperty("java.class.path"),
                "--states",
                "8",
                "--updates",
                "8",
                "--short",
                "full",
                "no-directory")) {
            assertThat(proof.rest(60_000))
                    .satisfies(rows -> assertThat(rows).hasSize(3))
                    .anyMatch(row -> row.contains("as promised"))
                    .anyMatch(row -> row.contains("caught"));
            assertThat(proof.exitCode()).isZero();
        }
    }
}
