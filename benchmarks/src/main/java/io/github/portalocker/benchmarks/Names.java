package io.github.portalocker.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
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

/** A lock on a name, against a lock on the path of a file. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class Names {
    static final String NAME = "NamedLocks.lock";
    static final String PATH = "FileLocker.lock(path)";
    static final List<String> SUBJECTS = List.of(NAME, PATH);

    /** Which of the two. */
    @Param({NAME, PATH})
    public String subject;

    private Path folder;
    private Path file;
    private FileLocker locker;
    private NamedLocks names;

    /** Makes the directory. */
    @Setup
    public void create() throws Exception {
        folder = Files.createTempDirectory("portalocker-benchmark");
        file = folder.resolve("file.lock");
        locker = FileLocker.builder().build();
        names = NamedLocks.in(folder.resolve("names"));
    }

    /** Deletes all. */
    @TearDown
    public void delete() throws Exception {
        names.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Lock and unlock. */
    @Benchmark
    public boolean lockAndUnlock() throws Exception {
        boolean byName = subject.equals(NAME);
        try (HeldLock lock =
                byName ? names.lock("jobs/import-7", LockMode.EXCLUSIVE) : locker.lock(file, LockMode.EXCLUSIVE)) {
            return lock.mode() == LockMode.EXCLUSIVE;
        }
    }
}
