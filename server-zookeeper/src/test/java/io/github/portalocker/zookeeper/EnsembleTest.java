package io.github.portalocker.zookeeper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Judge;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Three servers whose leader is killed again and again, and processes that are watched from outside. */
final class EnsembleTest {
    private static final int SECONDS = Math.max(10, Integer.getInteger("portalocker.stress.seconds", 3));
    private static final int PROCESSES = 3;

    @Test
    void processesNeverOverlapWhileLeadersAreKilled(@TempDir Path dir) throws Exception {
        Path judged = dir.resolve("judge");
        Judge.ofProcesses(judged);
        List<Program> processes = new ArrayList<>();
        try (Ensemble servers = Ensemble.start(dir)) {
            String uri = "zookeeper://" + servers.hosts() + "/ensemble?sessionTimeout=5000";
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(Program.java(
                        List.of(), CrowdMain.class, uri, "name", judged.toString(), String.valueOf(SECONDS)));
            }
            for (Program process : processes) {
                process.awaitLine("ready");
            }
            for (int i = 0; i < SECONDS / 5; i++) {
                Thread.sleep(2_000);
                int leader = servers.leader();
                servers.kill(leader);
                Thread.sleep(1_000);
                servers.start(leader);
            }
            for (Program process : processes) {
                String line = process.readLine(SECONDS * 1_000L);
                System.out.println("leaders killed " + SECONDS / 5 + " times in " + SECONDS
                        + " s: holds, attempts without an answer, longest wait in ms: " + line);
                assertThat(Long.parseLong(line.substring(0, line.indexOf(' ')))).isPositive();
                assertThat(process.exitCode()).isZero();
            }
        } finally {
            processes.forEach(Program::close);
        }
        Judge judge = Judge.copyOf(judged);
        assertThat(judge.overlaps()).isZero();
        assertThat(judge.holds()).isPositive();
    }
}
