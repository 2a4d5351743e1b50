package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
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
    @DisplayName("G13: spelling in other letters is the same file")
    void spellingInOtherLettersIsTheSameFile() throws Exception {
        try (HeldFileLock lock = locker.lock(dir.resolve("lock"), EXCLUSIVE)) {
            assertThat(locker.tryLock(dir.resolve("LOCK"), EXCLUSIVE))
                    .as("beside " + lock)
                    .isNull();
        }
    }

    @Test
    void folderThatComesAndGoesIsNoOtherErrorThanALockException() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        AtomicBoolean enough = new AtomicBoolean();
        Task<Integer> moving = Threads.start(() -> {
            int moved = 0;
            while (!enough.get()) {
                moved += isMoved(folder, dir.resolve("elsewhere")) ? 1 : 0;
                isMoved(dir.resolve("elsewhere"), folder);
            }
            return moved;
        });
        try {
            for (int i = 0; i < 300; i++) {
                try {
                    locker.lock(folder.resolve("lock"), EXCLUSIVE).close();
                } catch (LockException e) {
                    assertThat(e.operation()).isEqualTo("open");
                }
            }
        } finally {
            enough.set(true);
        }
        assertThat(moving.get()).isPositive();
    }

    private static boolean isMoved(Path from, Path to) throws IOException {
        try {
            Files.move(from, to);
            return true;
        } catch (FileSystemException e) {
            return false; // a file in it is open, which may keep Windows from it
        }
    }

    @Test
    void devicesAreRefused() {
        assertThatThrownBy(() -> locker.lock(dir.resolve("NUL"), EXCLUSIVE)).isInstanceOf(LockException.class);
        assertThat(dir).isEmptyDirectory();
    }
}
