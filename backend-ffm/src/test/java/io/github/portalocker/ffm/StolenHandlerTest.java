package io.github.portalocker.ffm;

import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.tck.KernelLocks;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
final class StolenHandlerTest {
    @Test
    void waitEndsThoughAllRealTimeSignalsHaveOtherHandlersByThen(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock =
                        FileLocker.builder().backend("ffm-flock").build().lock(file, EXCLUSIVE);
                Program program = Program.java(List.of(), StolenHandlerMain.class, file.toString())) {
            program.awaitLine("waiting");
            KernelLocks.awaitWaiters(file, 1);
            program.send("steal");
            assertThat(program.rest()).containsExactly("interrupted", "timed out");
            assertThat(program.exitCode()).isZero();
            assertThat(lock.isValid()).isTrue();
        }
    }
}
