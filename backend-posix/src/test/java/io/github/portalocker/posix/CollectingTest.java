package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Locks that are closed beside the garbage collector. */
final class CollectingTest {
    @Test
    void lockThatIsJustBeingClosedIsNotForgotten(@TempDir Path dir) throws Exception {
        try (Program program = Program.java(
                List.of(),
                CollectingMain.class,
                "posix-flock",
                dir.resolve("lock").toString(),
                "4")) {
            assertThat(program.rest(4_000)).containsExactly("done");
            assertThat(program.exitCode()).isZero();
        }
    }
}
