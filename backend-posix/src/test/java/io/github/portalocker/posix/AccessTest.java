package io.github.portalocker.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.LockException;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.OpenOptions;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a lock file is opened for where the file system wants more than the kernel's own locks do. */
@EnabledOnOs(OS.LINUX)
final class AccessTest {
    private static final int LOCK_EX = 2;
    private static final int ACCESS_MODE = 3;
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 2;
    private static final int EBADF = 9;
    private static final int EACCES = 13;
    private static final long NFS = 0x6969;

    private final UnusualSystem system = new UnusualSystem();
    private final PosixLockBackend flock = system.backend(LockProtocol.FLOCK);
    private final List<Integer> opened = new ArrayList<>();

    @TempDir
    private Path dir;

    /** What is proven at start-up is proven before: that is about this system. */
    @BeforeEach
    void countOpenings() {
        assertThat(flock.availability().isAvailable()).isTrue();
        system.replace("open", arguments -> {
            opened.add((int) arguments[1] & ACCESS_MODE);
            return null;
        });
    }

    /** As NFS 4 does. */
    private void exclusiveLocksWantWriteAccess() {
        system.replace(
                "flock",
                arguments ->
                        ((int) arguments[1] & LOCK_EX) != 0 && access((int) arguments[0]) == READ_ONLY ? -EBADF : null);
    }

    private static int access(int descriptor) {
        try {
            return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                    .filter(line -> line.startsWith("flags:"))
                    .mapToInt(line ->
                            Integer.parseInt(line.substring("flags:".length()).strip(), 8) & ACCESS_MODE)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fileIsOpenedForWritingWhenAnExclusiveLockWantsThat() throws Exception {
        exclusiveLocksWantWriteAccess();
        Path file = Files.createFile(dir.resolve("lock"));
        try (FileHandle handle = flock.open(file, OpenOptions.DEFAULT);
                FileHandle other = flock.open(file, OpenOptions.DEFAULT)) {
            assertThat(handle.tryLock(SHARED)).isNotNull();
            Handles.release(handle);
            assertThat(opened).containsExactly(READ_ONLY, READ_ONLY);
            for (int i = 0; i < 3; i++) {
                assertThat(handle.tryLock(EXCLUSIVE)).isNotNull();
                assertThat(other.tryLock(SHARED)).isNull();
                Handles.release(handle);
            }
            assertThat(opened).containsExactly(READ_ONLY, READ_ONLY, READ_WRITE);
            assertThat(Descriptors.of(dir)).isEqualTo(2);
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    @Test
    void fileThatMayNotBeWrittenIsRefusedWithTheReason() throws Exception {
        exclusiveLocksWantWriteAccess();
        Path file = Files.createFile(dir.resolve("lock"));
        system.replace("open", arguments -> ((int) arguments[1] & ACCESS_MODE) == READ_ONLY ? null : -EACCES);
        try (FileHandle handle = flock.open(file, OpenOptions.DEFAULT)) {
            assertThatThrownBy(() -> handle.tryLock(EXCLUSIVE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll("exclusive locks only to those who may write", "EBADF 9");
            assertThatThrownBy(() -> handle.channel().write(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    @Test
    void channelThatOnlyReadsIsRefusedWithTheReason() throws Exception {
        exclusiveLocksWantWriteAccess();
        Path file = Files.createFile(dir.resolve("lock"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileHandle handle = flock.adopt(channel)) {
            assertThatThrownBy(() -> handle.tryLock(EXCLUSIVE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll("exclusive locks only to those who may write", "EBADF 9");
            assertThat(handle.tryLock(SHARED)).isNotNull();
        }
        system.replace("flock", arguments -> -EBADF);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileHandle handle = flock.adopt(channel)) {
            assertThatThrownBy(() -> handle.tryLock(EXCLUSIVE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll("its descriptor was lost", "EBADF 9");
        }
    }

    @Test
    void runningProgramThatHadToBeWrittenIsRefusedWithTheReason() throws Exception {
        exclusiveLocksWantWriteAccess();
        Path path = dir.resolve("program");
        try (Program copy = Program.start("cp", "/bin/sleep", path.toString())) {
            assertThat(copy.exitCode()).isZero();
        }
        try (Program program = Program.start(path.toString(), "60");
                FileHandle handle = flock.open(path, OpenOptions.DEFAULT)) {
            assertThat(program.process().isAlive()).isTrue();
            assertThatThrownBy(() -> handle.tryLock(EXCLUSIVE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll(path.toString(), "a program that runs now", "ETXTBSY");
            assertThat(handle.tryLock(SHARED)).isNotNull();
            Handles.release(handle);
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    @Test
    void filesOfAServerAreOpenedForWritingAtOnceWhenItIsKnown() throws Exception {
        Path first = Files.createFile(dir.resolve("first"));
        Path second = Files.createFile(dir.resolve("second"));
        system.fileSystemIs(NFS);
        try (FileHandle handle = flock.open(first, OpenOptions.DEFAULT)) {
            assertThat(opened).containsExactly(READ_ONLY, READ_WRITE);
            opened.clear();
            try (FileHandle other = flock.open(second, OpenOptions.DEFAULT)) {
                assertThat(opened).containsExactly(READ_WRITE);
                assertThat(handle.tryLock(EXCLUSIVE) != null && other.tryLock(EXCLUSIVE) != null)
                        .isTrue();
                assertThat(Descriptors.of(dir)).isEqualTo(2);
                Handles.release(handle);
                Handles.release(other);
            }
        }
        assertThat(Descriptors.of(dir)).isZero();
    }

    /** The look at the device comes before the opening then. */
    @Test
    void errorsOfOpeningAreToldAsBeforeWhenAServerIsKnown() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        system.fileSystemIs(NFS);
        flock.open(file, OpenOptions.DEFAULT).close();
        assertThatThrownBy(() -> flock.open(dir.resolve("x".repeat(256)), OpenOptions.DEFAULT))
                .hasMessageStartingWith("cannot open ")
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> flock.open(file.resolve("x"), OpenOptions.DEFAULT))
                .hasMessageStartingWith("cannot open ")
                .hasMessageContaining("not a directory");
    }
}
