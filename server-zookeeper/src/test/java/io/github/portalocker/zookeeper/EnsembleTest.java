package io.github.portalocker.zookeeper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Judge;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** Three servers whose leader is killed again and again, and processes that are watched from outside. */
final class EnsembleTest {
    private static final int SECONDS = Math.max(5, Integer.getInteger("portalocker.stress.seconds", 3));
    private static final int PROCESSES = 3;

    @Test
    void processesNeverOverlapWhileLeadersAreKilled(@TempDir Path dir) throws Exception {
        Path judged = dir.resolve("judge");
        Judge.ofProcesses(judged);
        List<Program> processes = new ArrayList<>();
        try (Ensemble servers = Ensemble.start(dir, 6)) {
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

    /**
     * Such a server goes on answering what it can answer by itself: pings of its clients, and reads. They prove nothing. The leader does not
     * hear of these clients any more, and ends their sessions.
     */
    @Test
    void holderAtAServerThatIsCutOffFromItsLeaderIsToldBeforeAnotherOneHolds(@TempDir Path dir) throws Exception {
        try (Ensemble servers = Ensemble.start(dir, 40)) {
            String folder = "/ensemble?sessionTimeout=4000&timeout=2000";
            try (NamedLocks locks = NamedLocks.connect("zookeeper://" + servers.host(0) + folder);
                    NamedLocks others = NamedLocks.connect("zookeeper://" + servers.host(1) + folder)) {
                HeldNamedLock lost = locks.lock("name", EXCLUSIVE);
                CompletableFuture<Long> told = lost.lost().toCompletableFuture().thenApply(loss -> System.nanoTime());
                CompletableFuture<HeldNamedLock> next = others.lockAsync("name", EXCLUSIVE);
                CompletableFuture<Boolean> toldFirst = next.thenApply(lock -> told.isDone());
                CompletableFuture<Long> held = next.thenApply(lock -> System.nanoTime());
                Thread.sleep(1_000); // some beats
                assertThat(next).isNotDone();
                long start = System.nanoTime();
                servers.cutOff();
                HeldNamedLock lock = next.get(60, TimeUnit.SECONDS);
                assertThat(toldFirst.get(60, TimeUnit.SECONDS)).isTrue();
                System.out.println("server cut off from its leader, session of 4000 ms: told after "
                        + TimeUnit.NANOSECONDS.toMillis(told.join() - start) + " ms, another one holds after "
                        + TimeUnit.NANOSECONDS.toMillis(held.join() - start) + " ms");
                assertThat(servers.mode(0)).isEqualTo("follower"); // it has noticed nothing
                assertThat(lost.isValid()).isFalse();
                assertThat(lock.fencingToken().orElseThrow())
                        .isGreaterThan(lost.fencingToken().orElseThrow());
                lock.close();
            }
        }
    }
}
