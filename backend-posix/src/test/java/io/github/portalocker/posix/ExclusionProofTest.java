package io.github.portalocker.posix;

import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockNotSupportedException;
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
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is granted on FUSE; with a real one, {@code FuseTest} is about it. */
@EnabledOnOs(OS.LINUX)
final class ExclusionProofTest {
    private final UnusualSystem system = new UnusualSystem();
    private final PosixLockBackend ofd = system.backend(LockProtocol.OFD);

    /** After the proof at start-up, which is about this system. */
    @BeforeEach
    void allFilesAreOnFuse() {
        assertThat(ofd.availability().isAvailable()).isTrue();
        system.fileSystemIs(0x65735546);
    }

    /** As bindfs does with record locks: to the file system below, they are all of one process. */
    @ParameterizedTest
    @EnumSource(LockMode.class)
    void lockThatFuseGrantsTwiceIsRefused(LockMode mode, @TempDir Path dir) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        system.replace("fcntl", arguments -> 0);
        try (FileHandle handle = ofd.open(file, OpenOptions.DEFAULT);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileHandle adopted = ofd.adopt(channel)) {
            for (FileHandle each : List.of(handle, handle, adopted)) {
                assertThatThrownBy(() -> each.tryLock(mode))
                        .isInstanceOf(LockNotSupportedException.class)
                        .hasMessageContainingAll("exclude no other process", "posix-flock");
            }
            system.replace("fcntl", arguments -> null);
            assertThat(handle.tryLock(mode)).as("it may be repaired meanwhile").isNotNull();
            Handles.release(handle);
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    @Test
    void lockIsProvenOnceForAMountAndNotAnewForEachFile(@TempDir Path dir) throws Exception {
        AtomicInteger opened = new AtomicInteger();
        system.replace("open", arguments -> {
            opened.addAndGet(new String((byte[]) arguments[0], StandardCharsets.US_ASCII).startsWith("/proc/") ? 1 : 0);
            return null;
        });
        for (int i = 0; i < 3; i++) {
            try (FileHandle handle = ofd.open(dir.resolve("lock" + i), OpenOptions.DEFAULT)) {
                for (int j = 0; j < 3; j++) {
                    assertThat(handle.tryLock(LockMode.EXCLUSIVE)).isNotNull();
                    Handles.release(handle);
                }
            }
        }
        assertThat(opened.get()).as("once for each file on kernels before 6.8").isIn(1, 3);
    }

    /** Their locks refuse the proof's as well, perhaps by another way to the file: it says nothing, and has to be made anew. */
    @Test
    void sharedLockBesideThoseOfOthersIsNoProof(@TempDir Path dir) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        system.replace("fcntl", arguments -> calls.incrementAndGet() % 2 == 1 ? 0 : -11);
        try (FileHandle handle = ofd.open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            assertThat(handle.tryLock(LockMode.SHARED)).isNotNull();
            calls.set(0);
            assertThat(handle.tryLock(LockMode.SHARED)).isNotNull();
            assertThat(calls).as("asked again").hasValue(2);
            system.replace("fcntl", arguments -> 0);
            assertThatThrownBy(() -> handle.tryLock(LockMode.SHARED)).isInstanceOf(LockNotSupportedException.class);
        }
    }

    /** A proof that cannot be made is not taken for made. */
    @Test
    void lockThatCannotBeProvenForLackOfADescriptorIsNotHeld(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (FileHandle handle = ofd.open(file, OpenOptions.DEFAULT);
                FileHandle other = ofd.open(file, OpenOptions.DEFAULT)) {
            system.replace("open", arguments -> -24);
            system.replace("fcntl", arguments -> 0); // nor does the kernel list it
            assertThatThrownBy(() -> handle.tryLock(LockMode.EXCLUSIVE)).hasMessageContaining("EMFILE");
            system.replace("fcntl", arguments -> null);
            system.replace("open", arguments -> null);
            assertThat(other.tryLock(LockMode.EXCLUSIVE)).isNotNull();
            Handles.release(other);
        }
    }
}
