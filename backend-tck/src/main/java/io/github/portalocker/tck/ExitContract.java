package io.github.portalocker.tck;

import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A waiting thread does not keep its JVM from ending.
 *
 * @since 0.1.0
 */
public interface ExitContract extends ContractBase {

    @ParameterizedTest
    @ValueSource(strings = {"return", "exit", "signal"})
    @DisplayName("E6: process ends while a thread waits")
    default void processEndsWhileAThreadWaits(String how, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE);
                Program program = Program.java(List.of(), ExitMain.class, backend(), file.toString(), how)) {
            program.awaitLine("waiting");
            if (how.equals("signal")) {
                program.process().toHandle().destroy(); // Process.destroy would close our end of its output
            }
            int exitCode = program.exitCode();
            if (how.equals("signal")) {
                assertThat(exitCode).isNotZero();
            } else {
                assertThat(exitCode).isEqualTo(how.equals("exit") ? 3 : 0);
            }
            assertThat(program.rest()).as("beside " + lock).isEmpty();
        }
    }

    /** A hook that waits forever keeps the process from ending: ours is none, and the caller's should have a deadline. */
    @Test
    @DisplayName("E7: shutdown hook may wait until a deadline and this library has none")
    default void shutdownHookMayWaitUntilADeadlineAndThisLibraryHasNone(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE);
                Program program = Program.java(
                        List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"),
                        ExitMain.class,
                        backend(),
                        file.toString(),
                        "hook")) {
            assertThat(program.rest())
                    .as("beside " + lock)
                    .containsExactly("waiting", "hooks of the library: []", "timed out");
            assertThat(program.exitCode()).isEqualTo(0);
        }
    }
}
