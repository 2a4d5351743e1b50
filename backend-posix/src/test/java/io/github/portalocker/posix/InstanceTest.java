package io.github.portalocker.posix;

import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.windows.WindowsBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Backends that the caller has made. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
final class InstanceTest {
    @TempDir
    private Path dir;

    /** Its name is that of another backend, its locks are not. */
    private static final class RecordLocks extends PosixLockBackend {
        RecordLocks() {
            super("posix-flock", 1, LockProtocol.OFD, new JnaAccess());
        }
    }

    private static FileLocker locker(LockBackend backend) {
        return FileLocker.builder().backend(backend).build();
    }

    @Test
    void instanceIsUsed() throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = requireNonNull(locker(new RecordLocks()).tryLock(file, EXCLUSIVE))) {
            assertThat(FileLocker.builder().backend("posix-ofd").build().tryLock(file, EXCLUSIVE))
                    .isNull();
            assertThat(lock.isValid()).isTrue();
        }
    }

    @Test
    void theLastBackendThatWasSetCounts() {
        FileLocker.Builder builder = FileLocker.builder().backend("nio").backend(new PosixFlockBackend());
        assertThat(builder.build().backend()).isEqualTo("posix-flock");
        assertThat(builder.backend("nio").build().backend()).isEqualTo("nio");
    }

    @Test
    void instancesOfOneBackendKnowOfEachOthersLocks() throws Exception {
        FileLocker one = locker(new PosixFlockBackend());
        FileLocker other = locker(new PosixFlockBackend());
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = one.lock(file, EXCLUSIVE)) {
            assertThatThrownBy(() -> other.lock(file, EXCLUSIVE)).isInstanceOf(IllegalStateException.class);
            assertThat(lock.isValid()).isTrue();
        }
        try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
            one.lock(channel, EXCLUSIVE);
            assertThat(other.tryLock(channel, EXCLUSIVE)).isNull();
            other.unlock(channel);
        }
    }

    @Test
    void backendsThatShareOnlyTheirNameDoNotWaitForEachOther() throws Exception {
        FileLocker flock = locker(new PosixFlockBackend());
        FileLocker records = locker(new RecordLocks());
        Path file = dir.resolve("lock");
        try (HeldFileLock one = flock.lock(file, EXCLUSIVE);
                HeldFileLock other = records.lock(file, EXCLUSIVE)) {
            assertThat(one.isValid() && other.isValid()).isTrue();
        }
    }

    @Test
    void instanceThatDoesNotWorkHereIsRefusedWithTheReason() {
        assertThatThrownBy(() -> locker(new WindowsBackend()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("'windows' cannot be used here: not for this platform");
    }
}
