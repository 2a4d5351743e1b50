package io.github.portalocker.posix.faults;

import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** Nothing is used up. */
@EnabledOnOs(OS.LINUX)
final class ResourcesTest {
    /** So many bytes are what the JVM itself makes of some seconds of running. */
    private static final long HEAP_NOISE = 256 * 1024;

    private static final boolean LONG = Integer.getInteger("portalocker.stress.seconds", 3) > 3;

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-universal"})
    @DisplayName(
            "I13: a hundred thousand locks and thousands of failures leave descriptors, threads and heap as they were")
    void nothingIsUsedUp(String backend, TestReporter reporter) throws Exception {
        Path busy = dir.resolve("busy");
        try (HeldFileLock lock = Agents.locker(backend).lock(busy, EXCLUSIVE);
                Program program = Program.java(
                        List.of(),
                        ResourcesMain.class,
                        backend,
                        dir.resolve("free").toString(),
                        busy.toString(),
                        "100000",
                        LONG ? "10000" : "1000")) {
            assertThat(program.readLine()).as("beside " + lock).isEqualTo("descriptors 0");
            assertThat(program.readLine()).isEqualTo("threads 0");
            String heap = program.readLine();
            reporter.publishEntry(backend, heap);
            assertThat(heap).startsWith("heap ");
            assertThat(Long.parseLong(heap.substring(5))).isLessThan(HEAP_NOISE);
            assertThat(program.finish()).isZero();
        }
    }
}
