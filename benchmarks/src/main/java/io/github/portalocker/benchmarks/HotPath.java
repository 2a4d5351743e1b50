package io.github.portalocker.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockMode;
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

/** Lock and unlock on a file that is kept open. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class HotPath {
    /** See {@link Subjects}; the command line passes those that work here. */
    @Param(Subjects.FILE_CHANNEL)
    public String subject;

    /** How to lock. */
    @Param({"EXCLUSIVE", "SHARED"})
    public LockMode mode;

    /** Whether the library looks after each lock whether the path still names the file. */
    @Param("false")
    public boolean reopenIfReplaced;

    private Path file;
    private Subject open;

    /** Opens the file. */
    @Setup
    public void open() throws Exception {
        file = Files.createTempFile("portalocker-benchmark", ".lock");
        open = reopenIfReplaced
                ? Subjects.open(
                        FileLocker.builder()
                                .backend(subject)
                                .reopenIfReplaced(true)
                                .build(),
                        file)
                : Subjects.open(subject, file);
    }

    /** Closes and deletes it. */
    @TearDown
    public void close() throws Exception {
        open.close();
        Files.delete(file);
    }

    /** One pair. */
    @Benchmark
    public void lockAndUnlock() throws Exception {
        open.lock(mode).close();
    }
}
