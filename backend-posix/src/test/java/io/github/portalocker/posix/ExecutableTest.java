package io.github.portalocker.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Programs as lock files: Linux executes no file that is open for writing, and opens no running program so. */
@EnabledOnOs(OS.LINUX)
final class ExecutableTest {
    private final FileLocker flock = FileLocker.builder().backend("posix-flock").build();
    private final FileLocker ofd = FileLocker.builder().backend("posix-ofd").build();

    @TempDir
    private Path dir;

    /** Made by other processes: a child of this one that is just being started has a copy of what is open for writing here. */
    private Path script() throws Exception {
        Path script = dir.resolve("script");
        run(0, "sh", "-c", "printf '#!/bin/sh\\necho ran\\n' >\"$1\"; chmod 755 \"$1\"", "sh", script.toString());
        return script;
    }

    private Path sleeper() throws Exception {
        Path program = dir.resolve("program");
        run(0, "cp", "/bin/sleep", program.toString());
        return program;
    }

    private static void run(int exitCode, String... command) throws Exception {
        try (Program program = Program.start(command)) {
            assertThat(program.exitCode()).isEqualTo(exitCode);
        }
    }

    private static void requireRuns(Path script) throws Exception {
        try (Program program = Program.start(script.toString())) {
            assertThat(program.rest()).containsExactly("ran");
        }
    }

    @ParameterizedTest
    @EnumSource
    void lockedScriptCanBeRun(LockMode mode) throws Exception {
        Path script = script();
        try (HeldFileLock lock = flock.lock(script, mode)) {
            requireRuns(script);
            assertThat(lock.isValid()).isTrue();
            run(1, "flock", "-n", script.toString(), "true");
        }
        run(0, "flock", "-n", script.toString(), "true");
    }

    @Test
    void openLockFileOfAScriptLetsItRunWhetherLockedOrNot() throws Exception {
        Path script = script();
        try (LockFile file = flock.open(script)) {
            requireRuns(script);
            for (int i = 0; i < 3; i++) {
                try (HeldFileLock lock = file.lock(EXCLUSIVE)) {
                    requireRuns(script);
                    assertThat(lock.isValid()).isTrue();
                }
            }
        }
    }

    @Test
    void runningProgramCanBeLocked() throws Exception {
        Path path = sleeper();
        try (Program program = Program.start(path.toString(), "60");
                HeldFileLock lock = flock.lock(path, EXCLUSIVE)) {
            assertThat(program.process().isAlive()).isTrue();
            assertThat(lock.isValid()).isTrue();
            run(1, "flock", "-n", path.toString(), "true");
        }
    }

    @Test
    void recordLocksOnARunningProgramAreSharedOrRefusedWithTheReason() throws Exception {
        Path path = sleeper();
        try (Program program = Program.start(path.toString(), "60")) {
            assertThat(program.process().isAlive()).isTrue();
            assertThat(ofd.tryLock(path, SHARED)).isNotNull().satisfies(ExecutableTest::close);
            assertThatThrownBy(() -> ofd.tryLock(path, EXCLUSIVE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll(
                            path.toString(), "a program that runs now", "ETXTBSY 26", "use backend posix-flock");
            program.kill();
            assertThat(ofd.tryLock(path, EXCLUSIVE)).isNotNull().satisfies(ExecutableTest::close);
        }
    }

    private static void close(HeldFileLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void channelWritesToAnExistingFileThatMayBeWritten() throws Exception {
        Path file = Files.writeString(dir.resolve("lock"), "old content");
        for (FileLocker locker : new FileLocker[] {flock, ofd}) {
            try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
                write(lock, "new");
                assertThat(lock.channel().truncate(3).size()).isEqualTo(3);
                assertThat(read(lock)).isEqualTo("new");
                assertThat(lock.isValid()).isTrue();
            }
            assertThat(file).hasContent("new");
            assertThat(Descriptors.of(dir)).isZero();
        }
    }

    @Test
    void channelIsOfTheLockedFileWhateverThePathNamesNow() throws Exception {
        Path file = Files.writeString(dir.resolve("lock"), "locked");
        try (HeldFileLock lock = flock.lock(file, EXCLUSIVE)) {
            Files.move(Files.writeString(dir.resolve("other"), "other"), file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(read(lock)).isEqualTo("locked");
            write(lock, "LOCKED");
            assertThat(read(lock)).isEqualTo("LOCKED");
        }
        assertThat(file).hasContent("other");
        assertThat(Descriptors.of(dir)).isZero();
    }

    @Test
    void channelOfARunningProgramCanOnlyReadUntilTheProgramEnds() throws Exception {
        Path path = sleeper();
        try (Program program = Program.start(path.toString(), "60");
                HeldFileLock lock = flock.lock(path, EXCLUSIVE)) {
            assertThat(read(lock)).startsWith("\u007fELF");
            assertThatThrownBy(() -> write(lock, "x")).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> lock.channel().truncate(0)).isInstanceOf(NonWritableChannelException.class);
            program.kill();
            lock.channel().close();
            write(lock, "x");
        }
        try (var content = Files.newInputStream(path)) {
            assertThat(content.read()).isEqualTo('x');
        }
    }

    private static void write(HeldFileLock lock, String text) throws IOException {
        FileChannel channel = lock.channel();
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), 0);
    }

    private static String read(HeldFileLock lock) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        lock.channel().read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    }
}
