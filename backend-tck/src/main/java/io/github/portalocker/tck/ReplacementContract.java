package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What becomes of those who wait for a lock file while something happens to it.
 *
 * @since 0.1.0
 */
public interface ReplacementContract extends ContractBase {

    /** What can happen to a lock file, or to its directory, while a process waits for it. */
    enum Change {
        /** It is deleted. */
        UNLINK {
            @Override
            void of(Path file) throws IOException {
                Files.delete(file);
            }
        },
        /** It gets another name, and so still has one. */
        RENAME_AWAY {
            @Override
            void of(Path file) throws IOException {
                Files.move(file, file.resolveSibling("away"));
            }
        },
        /** It gets another name before its own is deleted. */
        LINK_AND_UNLINK {
            @Override
            void of(Path file) throws IOException {
                Files.createLink(file.resolveSibling("link"), file);
                Files.delete(file);
            }
        },
        /** Another file takes its name. */
        RENAME_OVER {
            @Override
            void of(Path file) throws IOException {
                Files.move(Files.createFile(file.resolveSibling("new")), file, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        /** Another folder takes the name of its folder. */
        RENAME_FOLDER {
            @Override
            void of(Path file) throws IOException {
                Path folder = file.getParent();
                Files.move(folder, folder.resolveSibling("old"));
                Files.createDirectory(folder);
            }
        };

        abstract void of(Path file) throws IOException;
    }

    @Test
    @DisplayName("G2, G3, G4, G5, G7: waiter goes on with the file that its path names")
    default void waiterGoesOnWithTheFileThatItsPathNames(@TempDir Path dir) throws Exception {
        int changed = 0;
        try (Agent other = Agent.start(backend())) {
            for (Change change : Change.values()) {
                for (boolean inThisJvm : new boolean[] {false, true}) {
                    Path folder = dir.resolve(change + (inThisJvm ? "-thread" : "-process"));
                    Path path =
                            Files.createDirectories(folder.resolve("folder")).resolve("lock");
                    HeldFileLock mine = inThisJvm ? locker().lock(path, EXCLUSIVE) : null;
                    if (mine == null) {
                        other.lock(EXCLUSIVE, path);
                    }
                    Task<HeldFileLock> waiter = Threads.start(() -> locker().lock(path, EXCLUSIVE));
                    assertThat(waiter.isBlocked()).isTrue();
                    changed += happens(change, path) ? 1 : 0;
                    if (mine == null) {
                        other.unlock(path);
                    } else {
                        mine.close();
                    }
                    try (HeldFileLock lock = waiter.get()) {
                        assertThat(lock.isValid()).as(change.name()).isTrue();
                        assertThat(other.tryLock(EXCLUSIVE, path))
                                .as(change.name())
                                .isFalse();
                    }
                }
            }
        }
        assumeTrue(changed > 0, "this system changes nothing about an open file");
    }

    private FileLocker following() {
        return FileLocker.builder().backend(backend()).reopenIfReplaced(true).build();
    }

    @Test
    @DisplayName("G2, G3, G4, G5, G7: attempt is not refused for a lock on the file that had the name before")
    default void attemptIsMadeOnTheFileThatThePathNames(@TempDir Path dir) throws Exception {
        int changed = 0;
        try (Agent other = Agent.start(backend())) {
            for (Change change : Change.values()) {
                Path path = Files.createDirectories(dir.resolve(change.name()).resolve("folder"))
                        .resolve("lock");
                other.lock(EXCLUSIVE, path);
                try (LockFile file = following().open(path)) {
                    assertThat(file.tryLock(EXCLUSIVE)).isNull();
                    if (happens(change, path)) {
                        changed++;
                        try (HeldFileLock lock = requireNonNull(file.tryLock(EXCLUSIVE))) {
                            assertThat(lock.isValid()).as(change.name()).isTrue();
                        }
                    }
                }
            }
        }
        assumeTrue(changed > 0, "this system changes nothing about an open file");
    }

    @Test
    @DisplayName("G5: wait whose time is over ends with the file that the path names")
    default void waitWhoseTimeIsOverEndsWithTheFileThatThePathNames(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        Duration timeout = Duration.ofSeconds(3);
        try (Agent other = Agent.start(backend());
                LockFile file = following().open(path)) {
            other.lock(EXCLUSIVE, path);
            Task<HeldFileLock> byFile = Threads.start(() -> file.lock(SHARED, timeout));
            Task<HeldFileLock> byPath = Threads.start(() -> locker().lock(path, SHARED, timeout));
            assertThat(byFile.isBlocked() && byPath.isBlocked()).isTrue();
            boolean replaced = ContractBase.replace(path);
            if (!replaced) {
                other.unlock(path);
            }
            try (HeldFileLock first = byFile.get();
                    HeldFileLock second = byPath.get()) {
                assertThat(first.isValid() && second.isValid()).isTrue();
            }
            assumeTrue(replaced, "this system does not replace an open file");
        }
    }

    private static boolean happens(Change change, Path file) throws IOException {
        try {
            change.of(file);
            return true;
        } catch (FileSystemException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(value = OS.WINDOWS, disabledReason = "only Windows keeps files that are open")
    @DisplayName("G15: held file can be neither deleted nor renamed")
    default void heldFileCanBeNeitherDeletedNorRenamed(LockMode mode, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker().lock(file, mode)) {
            assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> Files.move(file, dir.resolve("other"))).isInstanceOf(FileSystemException.class);
            assertThat(lock.isValid()).isTrue();
        }
        Files.delete(file);
    }
}
