package io.github.portalocker.windows;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Portalocker;
import io.github.portalocker.spi.Availability;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Program;
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

/** What the contract for all backends does not ask because only Windows has it. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class WindowsLocksTest {
    private static final int CYCLES = 10_000;

    private final FileLocker locker = FileLocker.builder().backend("windows").build();

    @TempDir
    private Path dir;

    /** The number of open handles of this process. */
    private static final class Handles {
        static {
            Native.register(Handles.class, NativeLibrary.getInstance("kernel32"));
        }

        static native Pointer GetCurrentProcess();

        static native int GetProcessHandleCount(Pointer process, int[] count);

        static int count() {
            int[] count = new int[1];
            assertThat(GetProcessHandleCount(GetCurrentProcess(), count)).isNotZero();
            return count[0];
        }
    }

    @Test
    void isAvailableAndChosen() {
        assertThat(new WindowsBackend().availability()).isInstanceOf(Availability.Available.class);
        assertThat(FileLocker.builder().build().toString()).contains("windows");
    }

    @Test
    void channelsOfOtherJvmsAreKeptOut() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent channel = Agent.start("nio")) { // FileChannel.tryLock
            try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
                assertThat(channel.tryLock(SHARED, file)).as("beside " + lock).isFalse();
                assertThat(channel.tryLock(EXCLUSIVE, file)).isFalse();
            }
            try (HeldLock lock = locker.lock(file, SHARED)) {
                assertThat(channel.tryLock(EXCLUSIVE, file))
                        .as("beside " + lock)
                        .isFalse();
                assertThat(channel.couldLock(SHARED, file)).isTrue();
            }
            channel.lock(EXCLUSIVE, file);
            assertThat(locker.tryLock(file, SHARED)).isEmpty();
            assertThatThrownBy(() -> locker.lock(file, EXCLUSIVE, Duration.ofMillis(50)))
                    .isInstanceOf(LockTimeoutException.class);
            channel.unlock(file);
            channel.lock(SHARED, file);
            assertThat(locker.tryLock(file, EXCLUSIVE)).isEmpty();
            locker.tryLock(file, SHARED).orElseThrow().close();
        }
    }

    @Test
    @DisplayName("K10: channels of this jvm are kept out")
    void channelsOfThisJvmAreKeptOut() throws Exception {
        Path file = dir.resolve("lock");
        try (HeldLock lock = locker.lock(file, EXCLUSIVE);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(channel.tryLock()).as("beside " + lock).isNull();
            assertThat(channel.tryLock(Long.MAX_VALUE - 1, 1, true)).isNull();
            lock.close();
            try (FileLock bytes = channel.tryLock(5, 1, false)) {
                assertThat(bytes).isNotNull();
                assertThat(locker.tryLock(file, SHARED)).isEmpty();
            }
        }
    }

    @Test
    void processesThatTimeOutAtRandomLoseNothing() throws Exception {
        Path number = Files.writeString(dir.resolve("number"), "0");
        List<Program> programs = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                programs.add(Program.java(
                        List.of(),
                        Incrementer.class,
                        "windows",
                        dir.resolve("lock").toString(),
                        number.toString(),
                        "300"));
            }
            for (Program program : programs) {
                program.awaitLine("done");
            }
            assertThat(number).hasContent("1200");
        } finally {
            programs.forEach(Program::close);
        }
    }

    @Test
    void threadsAndProcessesTogetherLoseNothing() throws Exception {
        Path number = Files.writeString(dir.resolve("number"), "0");
        Path lockFile = dir.resolve("lock");
        try (Agent windows = Agent.start("windows");
                Agent channel = Agent.start("nio")) {
            windows.startIncrementing(lockFile, number, 100);
            channel.startIncrementing(lockFile, number, 100);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(() -> {
                    for (int round = 0; round < 50; round++) {
                        try (HeldLock lock = locker.lock(lockFile, EXCLUSIVE)) {
                            assertThat(lock.isValid()).isTrue();
                            int value = Integer.parseInt(Files.readString(number));
                            Files.writeString(number, Integer.toString(value + 1));
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(windows.answer()).isEqualTo("done");
            assertThat(channel.answer()).isEqualTo("done");
            assertThat(number).hasContent("300");
        }
    }

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
                HeldLock lock = locker.lock(file, EXCLUSIVE)) {
            assertThat(lock.isValid()).isTrue();
            assertThat(other.tryLock(SHARED, file)).isFalse();
            assertThat(locker.tryLock(
                            folder.resolve("..").resolve("y".repeat(120)).resolve("LOCK"), SHARED))
                    .isEmpty();
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
        try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
            assertThat(locker.tryLock(dir.resolve("lock"), SHARED))
                    .as("beside " + lock)
                    .isEmpty();
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
            assertThat(opened.tryLock(EXCLUSIVE)).isEmpty();
            assertThat(locker.tryLock(file, SHARED)).isEmpty();
            assertThatThrownBy(() -> locker.lock(file, EXCLUSIVE, Duration.ofMillis(60)))
                    .isInstanceOf(LockTimeoutException.class);
            Thread closer = new Thread(() -> {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                kernel32.closeHandle(greedy);
            });
            closer.start();
            try (HeldLock lock = opened.lock(EXCLUSIVE, Duration.ofSeconds(30))) {
                assertThat(lock.isValid()).isTrue();
                assertThat(lock.channel().size()).isEqualTo(1);
            }
            closer.join();
            locker.lock(file, EXCLUSIVE).close();
        }
    }

    @Test
    void readOnlyFileCanBeLockedAndRead() throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "content");
        assertThat(file.toFile().setReadOnly()).isTrue();
        try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
            ByteBuffer content = ByteBuffer.allocate(10);
            assertThat(lock.channel().read(content)).isEqualTo(7);
            assertThat(locker.tryLock(file, SHARED)).isEmpty();
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
    @DisplayName("B22: errors carry the code of windows")
    void errorsCarryTheCodeOfWindows() {
        assertThatThrownBy(() -> locker.lock(dir.resolve("missing").resolve("lock"), EXCLUSIVE))
                .isInstanceOfSatisfying(LockException.class, e -> {
                    assertThat(e.nativeCode()).hasValue(3);
                    assertThat(e.nativeName()).contains("ERROR_PATH_NOT_FOUND");
                    assertThat(e.remedy()).isPresent();
                });
        assertThat(JnaKernel32.load().describe(1314)).isNotBlank();
    }

    /** What tells a file that is being deleted from one that may not be opened. */
    @Test
    void statusBehindAnErrorSurvivesTheWayThroughJna() {
        Kernel32 kernel32 = JnaKernel32.load();
        long result = kernel32.createFile(
                dir.toString(), Kernel32.GENERIC_READ, Kernel32.SHARE_READ, Kernel32.OPEN_EXISTING, 0);
        assertThat(WindowsError.of(result)).isEqualTo(WindowsError.ERROR_ACCESS_DENIED);
        assertThat(Kernel32Functions.Ntdll.RtlGetLastNtStatus())
                .as("STATUS_FILE_IS_A_DIRECTORY")
                .isEqualTo(0xC000_00BA);
    }

    @Test
    @DisplayName("K15: overlapped handles can be locked")
    void overlappedHandlesCanBeLocked() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Kernel32 kernel32 = JnaKernel32.load();
        int overlapped = 0x4000_0000;
        long handle = kernel32.createFile(
                file.toString(),
                Kernel32.GENERIC_READ,
                Kernel32.SHARE_READ | Kernel32.SHARE_WRITE,
                Kernel32.OPEN_EXISTING,
                overlapped);
        try {
            try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
                assertThat(WindowsError.of(kernel32.tryLock(handle, false, 0, Kernel32.ALL_BYTES)))
                        .as("beside " + lock)
                        .isEqualTo(WindowsError.ERROR_LOCK_VIOLATION);
            }
            assertThat(kernel32.tryLock(handle, true, 0, Kernel32.ALL_BYTES)).isZero();
            assertThat(locker.tryLock(file, SHARED)).isEmpty();
            assertThat(kernel32.unlock(handle, 0, Kernel32.ALL_BYTES)).isZero();
        } finally {
            kernel32.closeHandle(handle);
        }
    }

    @Test
    @DisplayName("G15: held file can be neither deleted nor renamed")
    void heldFileCanBeNeitherDeletedNorRenamed() throws Exception {
        Path file = dir.resolve("lock");
        try (HeldLock lock = locker.lock(file, SHARED)) {
            assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> Files.move(file, dir.resolve("other"))).isInstanceOf(FileSystemException.class);
            assertThat(lock.isValid()).isTrue();
        }
        Files.delete(file);
    }

    @Test
    @DisplayName("F6: child processes do not inherit the handle")
    void childProcessesDoNotInheritTheHandle() throws Exception {
        Path file = dir.resolve("lock");
        HeldLock lock = locker.lock(file, EXCLUSIVE);
        try (Agent child = Agent.start("windows")) {
            lock.close();
            Files.delete(file); // refused while anybody has it open as a lock file
            assertThat(child.pid()).isPositive();
        }
    }

    @Test
    void largePositionsAreReadAndWritten() throws Exception {
        Path file = dir.resolve("data");
        long far = (5L << 32) + 3;
        try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
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

    @Test
    void handlesDoNotLeak() throws Exception {
        Path file = dir.resolve("lock");
        Path folder = Files.createDirectory(dir.resolve("folder"));
        try (FileChannel channel = FileChannel.open(
                        dir.resolve("data"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                HeldLock busy = locker.lock(dir.resolve("busy"), EXCLUSIVE)) {
            cycle(file, folder, channel, busy, 100);
            int before = Handles.count();
            cycle(file, folder, channel, busy, CYCLES);
            assertThat(Handles.count()).isLessThan(before + 50);
        }
    }

    private void cycle(Path file, Path folder, FileChannel channel, HeldLock busy, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            locker.lock(file, EXCLUSIVE).close();
            assertThat(locker.tryLock(busy.path().orElseThrow(), SHARED)).isEmpty();
            locker.lock(channel, SHARED);
            locker.unlock(channel);
            if (i % 10 == 0) {
                assertThatThrownBy(() -> locker.tryLock(folder, SHARED)).isInstanceOf(LockException.class);
            }
        }
    }

    @Test
    void staticEntryPointUsesIt() throws Exception {
        try (HeldLock lock = Portalocker.lock(dir.resolve("lock"), EXCLUSIVE)) {
            assertThat(lock.backend()).isEqualTo("windows");
        }
    }
}
