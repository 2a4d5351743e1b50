package io.github.portalocker.benchmarks;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Open, lock, unlock and close a file that exists; the library also proves that the path names what it locked. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ByPath {
    /** A backend, or FileChannel. */
    @Param(Subjects.FILE_CHANNEL)
    public String subject;

    private Path file;
    private @Nullable FileLocker locker;

    /** Creates the file. */
    @Setup
    public void create() throws Exception {
        file = Files.createTempFile("portalocker-benchmark", ".lock");
        locker = subject.startsWith(Subjects.FILE_CHANNEL)
                ? null
                : FileLocker.builder().backend(subject).build();
    }

    /** Deletes it. */
    @TearDown
    public void delete() throws Exception {
        Files.delete(file);
    }

    /** All four. */
    @Benchmark
    public void openLockUnlockClose() throws Exception {
        FileLocker present = locker;
        if (present != null) {
            try (HeldLock lock = present.lock(file, LockMode.EXCLUSIVE)) {
                use(lock);
            }
        } else {
            try (FileChannel channel = FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                use(lock);
            }
        }
    }

    private static void use(AutoCloseable lock) {
        assert lock != null;
    }
}
