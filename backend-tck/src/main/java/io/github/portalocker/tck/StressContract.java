package io.github.portalocker.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.Capability;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Several JVMs that lock in every way at once, each watched over in another way.
 *
 * <p>The length is that of the system property {@code portalocker.stress.seconds}, 3 by default; more than that makes all of
 * them long.
 *
 * @since 0.1.0
 */
public interface StressContract extends ContractBase {

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    @DisplayName("D2, D3, L8, M4: no two holders overlap, none gets stuck or leaks")
    default void noHoldersOverlapGetStuckOrLeak(String threads, @TempDir Path dir, TestReporter reporter)
            throws Exception {
        assumeTrue(threads.equals("platform") || Runtime.version().feature() >= 21, "Java without virtual threads");
        Path judge = dir.resolve("judge");
        long millis = seconds() * 1_000L * Patience.FACTOR; // an emulated JVM has not even warmed up in three seconds
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
            List<long[]> intervals = new ArrayList<>();
            for (Program program : programs) {
                String counts = program.readLine(millis);
                if (!counts.matches("acquired=[1-9]\\d* timedOut=\\d+ interrupted=\\d+")) {
                    throw new AssertionError(counts + ", " + String.join("\n", program.rest(millis)));
                }
                reporter.publishEntry("process " + program.pid(), counts);
                assertThat(program.readLine()).isEqualTo("overlaps=0 errors=0 leaked=[] manyThreads=false");
                assertThat(program.finish()).isZero();
                for (String interval : Files.readAllLines(Path.of(judge + "." + program.pid()))) {
                    String[] times = interval.split(" ", 2);
                    intervals.add(new long[] {Long.parseLong(times[0]), Long.parseLong(times[1])});
                }
            }
            requireDisjoint(intervals);
        } finally {
            programs.forEach(Program::close);
        }
    }

    private static int seconds() {
        return Integer.getInteger("portalocker.stress.seconds", 3);
    }

    /** By the clock, which on Linux is one for all processes; elsewhere this tells nothing. */
    private static void requireDisjoint(List<long[]> intervals) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        intervals.sort(Comparator.comparingLong(interval -> interval[0]));
        for (int i = 1; i < intervals.size(); i++) {
            assertThat(intervals.get(i)[0])
                    .as("start of a hold, and end of the one before")
                    .isGreaterThanOrEqualTo(intervals.get(i - 1)[1]);
        }
    }

    @Test
    @DisplayName("D1: referee on the phone never sees two holders")
    default void refereeOnThePhoneNeverSeesTwoHolders(@TempDir Path dir) throws Exception {
        boolean isLong = seconds() > 3;
        int processes = isLong ? 5 : 2;
        int holds = isLong ? (can(Capability.KERNEL_WAIT) ? 30_000 : 3_000) : 500; // polling is slow
        try (Referee referee = new Referee()) {
            Agents.play(backend(), processes, agents -> {
                for (Agent agent : agents) {
                    agent.start("witness", holds, dir.resolve("lock"), referee.port());
                }
                referee.watch(processes);
                for (Agent agent : agents) {
                    agent.awaitDone(0);
                }
            });
            assertThat(referee.violations()).isZero();
            assertThat(referee.holds()).isEqualTo((long) processes * holds);
        }
    }

    /**
     * Lock files that holders delete and replace, and lock files that others delete and replace at any time: then two may
     * hold, but of two files, and only one knows its hold to be valid.
     */
    @Test
    @DisplayName("G6: replaced lock files have one valid holder")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows keeps open files from being replaced")
    default void replacedLockFilesHaveOneValidHolder(@TempDir Path dir, TestReporter reporter) throws Exception {
        long millis = seconds() > 3 ? 5_000 : 400;
        Agents.play(backend(), millis > 1_000 ? 4 : 3, agents -> {
            for (String mode : List.of("keep", "unlink", "rename-over", "rename-away", "link-and-unlink", "others")) {
                Path lock = Files.createDirectory(dir.resolve(mode)).resolve("lock");
                Path memory = dir.resolve("judge-" + mode);
                for (Agent agent : agents) {
                    agent.start("hammer", mode + "/" + millis, lock, memory);
                }
                if (mode.equals("others")) {
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
                    while (System.nanoTime() < end) {
                        Work.harm("unlink", lock);
                        Thread.sleep(0, 200_000);
                    }
                }
                for (Agent agent : agents) {
                    agent.awaitDone(millis);
                }
                Judge judge = Judge.copyOf(memory);
                reporter.publishEntry(mode, judge.holds() + " holds");
                assertThat(judge.overlaps()).as(mode).isZero();
                assertThat(judge.holds()).as(mode).isPositive();
            }
        });
    }
}
