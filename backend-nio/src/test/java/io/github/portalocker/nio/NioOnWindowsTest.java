package io.github.portalocker.nio;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class NioOnWindowsTest {
    private final FileLocker locker = FileLocker.builder().backend("nio").build();

    @TempDir
    private Path dir;

    @Test
    @DisplayName("G15: held file can be neither deleted nor renamed")
    void heldFileCanBeNeitherDeletedNorRenamed() throws Exception {
        Path file = dir.resolve("lock");
        try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
            assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> Files.move(file, dir.resolve("other"))).isInstanceOf(FileSystemException.class);
            assertThat(lock.isValid()).isTrue();
        }
        Files.delete(file);
    }

    @Test
    @DisplayName("G13: spelling in other letters is the same file")
    void spellingInOtherLettersIsTheSameFile() throws Exception {
        try (HeldLock lock = locker.lock(dir.resolve("lock"), EXCLUSIVE)) {
            assertThat(locker.tryLock(dir.resolve("LOCK"), EXCLUSIVE))
                    .as("beside " + lock)
                    .isEmpty();
        }
    }

    @Test
    void devicesAreRefused() {
        assertThatThrownBy(() -> locker.lock(dir.resolve("NUL"), EXCLUSIVE)).isInstanceOf(LockException.class);
        assertThat(dir).isEmptyDirectory();
    }
}
