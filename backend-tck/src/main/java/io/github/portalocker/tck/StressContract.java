package io.github.portalocker.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Several JVMs with several threads each that lock in every way at once.
 *
 * <p>The length is that of the system property {@code portalocker.stress.seconds}, 3 by default.
 *
 * @since 0.1.0
 */
public interface StressContract extends ContractBase {

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    default void nobodyEverOverlapsGetsStuckOrLeaks(String threads, @TempDir Path dir, TestReporter reporter)
            throws Exception {
        assumeTrue(threads.equals("platform") || Runtime.version().feature() >= 21, "Java without virtual threads");
        Path judge = Files.write(dir.resolve("judge"), new byte[8]);
        long millis = Integer.getInteger("portalocker.stress.seconds", 3) * 1_000L;
        long seed = System.nanoTime();
        reporter.publishEntry("seed", Long.toString(seed));
        List<Program> programs = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                programs.add(Program.java(
                        List.of(),
                        StressMain.class,
                        backend(),
                        dir.resolve("lock").toString(),
                        judge.toString(),
                        "4",
                        threads,
                        Long.toString(millis),
                        Long.toString(seed + i)));
            }
            for (Program program : programs) {
                String counts = program.readLine(millis);
                assertThat(counts).matches("acquired=[1-9]\\d* timedOut=\\d+ interrupted=\\d+");
                reporter.publishEntry("process " + program.pid(), counts);
                assertThat(program.readLine()).isEqualTo("overlaps=0 errors=0 descriptors=0");
                assertThat(program.finish()).isZero();
            }
        } finally {
            programs.forEach(Program::close);
        }
    }
}
