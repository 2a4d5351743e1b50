package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.Objects;

import io.github.portalocker.LockMode;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.OpenOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the engine is told of file systems whose server may not answer; what it does then is tested where it lives. */
@EnabledOnOs(OS.LINUX)
final class ServerFileSystemTest {
    private static final long NFS = 0x6969;
    private static final long SMB = 0xfe534d42L;

    private final UnusualSystem system = new UnusualSystem();
    private final PosixLockBackend backend = system.backend(LockProtocol.FLOCK);

    @BeforeEach
    void proveTheBackendFirst() {
        assertThat(backend.availability().isAvailable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {NFS, SMB})
    void evenATryMayBlockThere(long magic, @TempDir Path dir) throws Exception {
        try (FileHandle handle = backend.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(handle.mayBlock()).as("on a local file system").isFalse();
        }
        system.fileSystemIs(magic);
        try (FileHandle handle = backend.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(handle.mayBlock()).isTrue();
        }
    }

    @Test
    void waitMayNotHearItsSignalThere(@TempDir Path dir) throws Exception {
        try (FileHandle handle = backend.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(Objects.requireNonNull(handle.newWait(LockMode.EXCLUSIVE))
                            .mayBeUnresponsive())
                    .as("on a local file system")
                    .isFalse();
        }
        system.fileSystemIs(NFS);
        try (FileHandle handle = backend.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(Objects.requireNonNull(handle.newWait(LockMode.EXCLUSIVE))
                            .mayBeUnresponsive())
                    .isTrue();
        }
    }
}
