package io.github.portalocker.windows;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Lock files as Windows has them: their names, who shares them, what can be done to them meanwhile. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class WindowsFilesTest {
    private final FileLocker locker = FileLocker.builder().backend("windows").build();

    @TempDir
    private Path dir;

    @Test
    @DisplayName("G13: long and foreign paths work")
    void longAndForeignPathsWork() throws Exception {
        Path folder = dir;
        for (String name : List.of("ünïcödé-日本-\ud83d\udd12", "x".repeat(120), "y".repeat(120))) {
            folder = folder.resolve(name);
        }
        Path file = Files.createDirectories(folder).resolve("lock");
        assertThat(file.toString()).hasSizeGreaterThan(260);
        assertThat(FileName.of(file)).startsWith("\\\\?\\");
        try (Agent other = Agent.start("nio");
                HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            assertThat(lock.isValid()).isTrue();
            assertThat(other.tryLock(SHARED, file)).isFalse();
            assertThat(locker.tryLock(
                            folder.resolve("..").resolve("y".repeat(120)).resolve("LOCK"), SHARED))
                    .isNull();
        }
        assertThat(FileName.of(Path.of("\\\\server\\share\\" + "z".repeat(250))))
                .startsWith("\\\\?\\UNC\\server\\share\\z");
    }

    @Test
    void prefixedPathsAreTakenWhereJavaTakesThem() throws Exception {
        Path file;
        try {
            file = Path.of("\\\\?\\" + dir.resolve("lock"));
        } catch (InvalidPathException e) {
            assumeTrue(false, "this Java has no such paths: " + e.getMessage());
            return;
        }
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            assertThat(locker.tryLock(dir.resolve("lock"), SHARED))
                    .as("beside " + lock)
                    .isNull();
        }
    }

    @Test
    @DisplayName("K19: file that is not shared is as good as locked")
    void fileThatIsNotSharedIsAsGoodAsLocked() throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "x");
        Kernel32 kernel32 = JnaKernel32.load();
        long greedy = kernel32.createFile(file.toString(), Kernel32.GENERIC_READ, 0, Kernel32.OPEN_EXISTING, 0);
        assertThat(greedy).isPositive();
        try (LockFile opened = locker.open(file)) {
            assertThat(opened.tryLock(EXCLUSIVE)).isNull();
            assertThat(locker.tryLock(file, SHARED)).isNull();
            assertThatThrownBy(() -> locker.lock(file, EXCLUSIVE, Duration.ofMillis(60)))
                    .isInstanceOf(LockTimeoutException.class);
            Task<Integer> closer = Threads.start(() -> {
                Thread.sleep(100);
                return kernel32.closeHandle(greedy);
            });
            try (HeldFileLock lock = opened.lock(EXCLUSIVE, Duration.ofSeconds(30))) {
                assertThat(lock.isValid()).isTrue();
                assertThat(lock.channel().size()).isEqualTo(1);
            }
            assertThat(closer.get()).isZero();
            locker.lock(file, EXCLUSIVE).close();
        }
    }

    @Test
    void readOnlyFileCanBeLockedAndRead() throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "content");
        assertThat(file.toFile().setReadOnly()).isTrue();
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            ByteBuffer content = ByteBuffer.allocate(10);
            assertThat(lock.channel().read(content)).isEqualTo(7);
            assertThat(locker.tryLock(file, SHARED)).isNull();
        } finally {
            assertThat(file.toFile().setWritable(true)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NUL", "con", "COM1"})
    void devicesAreRefused(String name) {
        assertThatThrownBy(() -> locker.lock(dir.resolve(name), EXCLUSIVE))
                .isInstanceOf(LockException.class)
                .hasMessageContaining("the name of a device");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    @DisplayName("F6: child processes do not inherit the handle")
    void childProcessesDoNotInheritTheHandle() throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock lock = locker.lock(file, EXCLUSIVE);
        try (Agent child = Agent.start("windows")) {
            lock.close();
            Files.delete(file); // refused while a process has it open as a lock file
            assertThat(child.pid()).isPositive();
        }
    }

    @Test
    void largePositionsAreReadAndWritten() throws Exception {
        Path file = dir.resolve("data");
        long far = (5L << 32) + 3;
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            FileChannel channel = lock.channel();
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), far);
            assertThat(channel.size()).isEqualTo(far + 3);
            ByteBuffer read = ByteBuffer.allocate(5);
            assertThat(channel.read(read, far + 1)).isEqualTo(2);
            assertThat(read.array()).startsWith(2, 3);
            channel.truncate(1);
            assertThat(channel.size()).isEqualTo(1);
            channel.force(false);
        }
        assertThat(file).hasSize(1);
    }
}
