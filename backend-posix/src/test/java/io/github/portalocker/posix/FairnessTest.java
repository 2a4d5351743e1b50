package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that poll starve each other: one of eight got a single lock in five seconds. The kernel's queue is fair. */
@EnabledOnOs(OS.LINUX)
@Tag("alone")
final class FairnessTest {
    private static final int PROCESSES = 8;

    @Test
    @DisplayName("D8, D9: processes that lock again at once get equal shares")
    void processesThatLockAgainAtOnceGetEqualShares(@TempDir Path dir, TestReporter reporter) throws Exception {
        boolean isLong = Integer.getInteger("portalocker.stress.seconds", 3) > 3;
        long millis = isLong ? 10_000 : 3_000;
        List<Program> programs = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                programs.add(Program.java(
                        List.of(), FairnessMain.class, dir.resolve("lock").toString(), Long.toString(millis)));
            }
            for (Program program : programs) {
                program.awaitLine("ready");
            }
            programs.forEach(program -> program.send("go"));
            List<Integer> counts = new ArrayList<>();
            List<Integer> longest = new ArrayList<>();
            for (Program program : programs) {
                String[] answer = program.readLine(millis).split(" ", 2);
                counts.add(Integer.valueOf(answer[0]));
                longest.add(Integer.valueOf(answer[1]));
            }
            IntStream shares = counts.stream().mapToInt(Integer::intValue);
            int most = shares.max().orElseThrow();
            int least = counts.stream().mapToInt(Integer::intValue).min().orElseThrow();
            reporter.publishEntry("min/max", (double) least / most + " of " + counts);
            reporter.publishEntry("longest waits (ms)", longest.toString());
            assertThat(longest).as("milliseconds, while owners keep changing").allMatch(wait -> wait < 60_000);
            assertThat((double) least / most)
                    .as("min/max of %s", counts)
                    .isGreaterThanOrEqualTo(isLong ? 0.8 : 0.5); // three seconds on a busy machine are few
        } finally {
            programs.forEach(Program::close);
        }
    }
}
