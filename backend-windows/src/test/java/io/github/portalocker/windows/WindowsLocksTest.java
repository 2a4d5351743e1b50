package io.github.portalocker.windows;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import io.github.portalocker.Availability;
import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Portalocker;
import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the contract for all backends does not ask because only Windows has it. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class WindowsLocksTest {
    private final FileLocker locker = FileLocker.builder().backend("windows").build();

    @TempDir
    private Path dir;

    @Test
    void isAvailableAndChosen() {
        assertThat(new WindowsBackend().availability()).isInstanceOf(Availability.Available.class);
        assertThat(FileLocker.builder().build().toString()).contains("windows");
    }

    @Test
    void channelsOfOtherJvmsAreKeptOut() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent channel = Agent.start("nio")) { // FileChannel.tryLock
            try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
                assertThat(channel.tryLock(SHARED, file)).as("beside " + lock).isFalse();
                assertThat(channel.tryLock(EXCLUSIVE, file)).isFalse();
            }
            try (HeldFileLock lock = locker.lock(file, SHARED)) {
                assertThat(channel.tryLock(EXCLUSIVE, file))
                        .as("beside " + lock)
                        .isFalse();
                assertThat(channel.couldLock(SHARED, file)).isTrue();
            }
            channel.lock(EXCLUSIVE, file);
            assertThat(locker.tryLock(file, SHARED)).isNull();
            assertThatThrownBy(() -> locker.lock(file, EXCLUSIVE, Duration.ofMillis(50)))
                    .isInstanceOf(LockTimeoutException.class);
            channel.unlock(file);
            channel.lock(SHARED, file);
            assertThat(locker.tryLock(file, EXCLUSIVE)).isNull();
            requireNonNull(locker.tryLock(file, SHARED)).close();
        }
    }

    @Test
    @DisplayName("K10: channels of this jvm are kept out")
    void channelsOfThisJvmAreKeptOut() throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(channel.tryLock()).as("beside " + lock).isNull();
            assertThat(channel.tryLock(Long.MAX_VALUE - 1, 1, true)).isNull();
            lock.close();
            try (FileLock bytes = channel.tryLock(5, 1, false)) {
                assertThat(bytes).isNotNull();
                assertThat(locker.tryLock(file, SHARED)).isNull();
            }
        }
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
            try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
                assertThat(WindowsError.of(kernel32.tryLock(handle, false, 0, Kernel32.ALL_BYTES)))
                        .as("beside " + lock)
                        .isEqualTo(WindowsError.ERROR_LOCK_VIOLATION);
            }
            assertThat(kernel32.tryLock(handle, true, 0, Kernel32.ALL_BYTES)).isZero();
            assertThat(locker.tryLock(file, SHARED)).isNull();
            assertThat(kernel32.unlock(handle, 0, Kernel32.ALL_BYTES)).isZero();
        } finally {
            kernel32.closeHandle(handle);
        }
    }

    @Test
    void staticEntryPointUsesIt() throws Exception {
        try (HeldFileLock lock = Portalocker.lock(dir.resolve("lock"), EXCLUSIVE)) {
            assertThat(lock.backend()).isEqualTo("windows");
        }
    }
}
