package io.github.portalocker.posix;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * POSIX takes all record locks of a process away when any of its descriptors of the file is closed: code that only reads the
 * locked file, anywhere in the JVM, drops the locks of {@code FileChannel}, without an error.
 */
@EnabledOnOs(OS.LINUX)
final class InnocentCloseTest {
    @TempDir
    private Path dir;

    private Path file() {
        return dir.resolve("data");
    }

    /** What code of the same JVM may do to a file, and whether it costs the lock of {@code FileChannel}. */
    private enum Innocent {
        STAT(false) {
            @Override
            void run(Path file) throws Exception {
                Files.size(file);
            }
        },
        OPEN_WITHOUT_CLOSING(false) {
            @Override
            @SuppressWarnings("StreamResourceLeak") // that is the case
            void run(Path file) throws Exception {
                LEFT_OPEN.add(FileChannel.open(file, StandardOpenOption.READ));
            }
        },
        CHILD_PROCESS_READS(false) {
            @Override
            void run(Path file) throws Exception {
                assertThat(new ProcessBuilder("cat", file.toString()).start().waitFor())
                        .isZero();
            }
        },
        CHANNEL(true) {
            @Override
            void run(Path file) throws Exception {
                FileChannel.open(file, StandardOpenOption.READ).close();
            }
        },
        INPUT_STREAM(true) {
            @Override
            void run(Path file) throws Exception {
                new FileInputStream(file.toFile()).close();
            }
        },
        READ_ALL_BYTES(true) {
            @Override
            void run(Path file) throws Exception {
                assertThat(Files.readAllBytes(file)).hasSize(4);
            }
        },
        COPY(true) {
            @Override
            void run(Path file) throws Exception {
                Files.copy(file, file.resolveSibling("copy"));
            }
        },
        READ_THROUGH_HARD_LINK(true) {
            @Override
            void run(Path file) throws Exception {
                assertThat(Files.readAllBytes(Files.createLink(file.resolveSibling("hard"), file)))
                        .hasSize(4);
            }
        },
        READ_THROUGH_SYMBOLIC_LINK(true) {
            @Override
            void run(Path file) throws Exception {
                assertThat(Files.readAllBytes(Files.createSymbolicLink(file.resolveSibling("soft"), file)))
                        .hasSize(4);
            }
        },
        RANDOM_ACCESS_FILE(true) {
            @Override
            void run(Path file) throws Exception {
                new RandomAccessFile(file.toFile(), "rw").close();
            }
        },
        ATTEMPT_TO_LOCK(true) {
            @Override
            void run(Path file) throws Exception {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    FileLock lock = channel.tryLock(); // flock is not in its way
                    assertThat(lock == null || lock.isValid()).isTrue();
                } catch (OverlappingFileLockException e) {
                    assertThat(e).as("nio locks through a FileChannel, too").isNotNull();
                }
            }
        };

        private static final List<FileChannel> LEFT_OPEN = new ArrayList<>();

        private final boolean costsTheLockOfFileChannel;

        Innocent(boolean costsTheLockOfFileChannel) {
            this.costsTheLockOfFileChannel = costsTheLockOfFileChannel;
        }

        abstract void run(Path file) throws Exception;
    }

    private static boolean isLost(String backend, Innocent operation, Path file, Agent other) throws Exception {
        Files.writeString(file, "data");
        try (Stream<Path> leftovers = Files.list(file.getParent())) {
            for (Path path : (Iterable<Path>) leftovers.filter(path -> !path.equals(file))::iterator) {
                Files.delete(path);
            }
        }
        try (HeldFileLock lock = FileLocker.builder().backend(backend).build().lock(file, EXCLUSIVE)) {
            operation.run(file);
            return other.couldLock(EXCLUSIVE, file) && lock.isValid();
        } finally {
            for (FileChannel channel : Innocent.LEFT_OPEN) {
                channel.close();
            }
            Innocent.LEFT_OPEN.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-ofd", "posix-universal"})
    @DisplayName("A9: nothing drops our locks")
    void nothingDropsOurLocks(String backend) throws Exception {
        try (Agent other = Agent.start(backend)) {
            for (Innocent operation : Innocent.values()) {
                assertThat(isLost(backend, operation, file(), other))
                        .as(operation.name())
                        .isFalse();
            }
        }
    }

    /** As documented: {@code nio} does not declare {@code SURVIVES_OTHER_CLOSE}. */
    @Test
    @DisplayName("A9: nio loses its lock as file channel does")
    void nioLosesItsLockAsFileChannelDoes() throws Exception {
        try (Agent other = Agent.start("nio")) {
            for (Innocent operation : Innocent.values()) {
                assertThat(isLost("nio", operation, file(), other))
                        .as(operation.name())
                        .isEqualTo(operation.costsTheLockOfFileChannel);
            }
        }
    }
}
