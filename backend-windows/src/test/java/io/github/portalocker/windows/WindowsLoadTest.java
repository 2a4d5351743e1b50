package io.github.portalocker.windows;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Many at once, and one for long. */
@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class WindowsLoadTest {
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
            List<Task<Boolean>> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(Threads.start(() -> {
                    for (int round = 0; round < 50; round++) {
                        try (HeldFileLock lock = locker.lock(lockFile, EXCLUSIVE)) {
                            assertThat(lock.isValid()).isTrue();
                            int value = Integer.parseInt(Files.readString(number));
                            Files.writeString(number, Integer.toString(value + 1));
                        }
                    }
                    return true;
                }));
            }
            for (Task<Boolean> thread : threads) {
                assertThat(thread.get()).isTrue();
            }
            assertThat(windows.answer()).isEqualTo("done");
            assertThat(channel.answer()).isEqualTo("done");
            assertThat(number).hasContent("300");
        }
    }

    @Test
    void handlesDoNotLeak() throws Exception {
        Path file = dir.resolve("lock");
        Path folder = Files.createDirectory(dir.resolve("folder"));
        try (FileChannel channel = FileChannel.open(
                dir.resolve("data"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            cycle(file, folder, channel);
            int before = Handles.count();
            for (int i = 0; i < CYCLES / 100; i++) {
                cycle(file, folder, channel);
            }
            assertThat(Handles.count()).isLessThan(before + 50);
        }
    }

    /** A hundred times; Wine keeps what has been closed of a file open for as long as there is a lock on the file. */
    private void cycle(Path file, Path folder, FileChannel channel) throws Exception {
        Path busy = dir.resolve("busy");
        try (HeldFileLock lock = locker.lock(busy, EXCLUSIVE)) {
            for (int i = 0; i < 100; i++) {
                locker.lock(file, EXCLUSIVE).close();
                assertThat(locker.tryLock(busy, SHARED)).as("beside " + lock).isNull();
                locker.lock(channel, SHARED);
                locker.unlock(channel);
                if (i % 10 == 0) {
                    assertThatThrownBy(() -> locker.tryLock(folder, SHARED)).isInstanceOf(LockException.class);
                }
            }
        }
    }
}
