package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes that lock again as soon as they have unlocked. The kernel lets the one that is already running win; the library does
 * not. What a machine can do at best is measured in the same run, by programs that sleep after each release.
 */
@EnabledOnOs(OS.LINUX)
@Tag("alone")
final class FairnessTest {
    private static final int PROCESSES = 8;

    /** What is compared takes turns, so that other work on the machine meets both. */
    private static final int TURNS = 3;

    private record Shares(double leastToMost, int longestWait, List<Integer> counts) {
        static Shares of(int longestWait, List<Integer> counts) {
            IntSummaryStatistics all =
                    counts.stream().mapToInt(Integer::intValue).summaryStatistics();
            return new Shares((double) all.getMin() / all.getMax(), longestWait, counts);
        }

        Shares and(Shares more) {
            List<Integer> sums = new ArrayList<>();
            for (int i = 0; i < counts.size(); i++) {
                sums.add(counts.get(i) + more.counts.get(i));
            }
            return of(Math.max(longestWait, more.longestWait), sums);
        }
    }

    @ParameterizedTest
    @CsvSource({"posix-flock, 1000", "posix-ofd, 100"})
    @DisplayName("D8, D9: processes that lock again at once get equal shares")
    void processesThatLockAgainAtOnceGetEqualShares(
            String backend, int holdMicros, @TempDir Path dir, TestReporter reporter) throws Exception {
        boolean isLong = Integer.getInteger("portalocker.stress.seconds", 3) > 3;
        long millis = isLong ? 10_000 : 1_500;
        List<Program> programs = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                programs.add(Program.java(
                        List.of(),
                        FairnessMain.class,
                        backend,
                        dir.resolve("lock").toString()));
            }
            for (Program program : programs) {
                program.awaitLine("ready");
            }
            compete(programs, "library", 300, holdMicros); // warms up
            Shares polite = compete(programs, "polite", millis, holdMicros);
            Shares library = compete(programs, "library", millis, holdMicros);
            for (int i = 1; i < TURNS; i++) {
                polite = polite.and(compete(programs, "polite", millis, holdMicros));
                library = library.and(compete(programs, "library", millis, holdMicros));
            }
            Shares bare = compete(programs, "bare", millis, holdMicros);
            reporter.publishEntry("polite", polite.toString());
            reporter.publishEntry("library", library.toString());
            reporter.publishEntry("bare", bare.toString());
            assertThat(library.leastToMost)
                    .as("shares of %s, bare ones of %s", library, bare)
                    .isGreaterThanOrEqualTo((isLong ? 0.8 : 0.6) * polite.leastToMost);
        } finally {
            programs.forEach(Program::close);
        }
    }

    private static Shares compete(List<Program> programs, String who, long millis, int holdMicros)
            throws InterruptedException {
        programs.forEach(program -> program.send(who + " " + millis + " " + holdMicros));
        List<Integer> counts = new ArrayList<>();
        int longest = 0;
        for (Program program : programs) {
            String[] answer = program.readLine(millis).split(" ", 2);
            counts.add(Integer.valueOf(answer[0]));
            longest = Math.max(longest, Integer.parseInt(answer[1]));
        }
        return Shares.of(longest, counts);
    }
}
