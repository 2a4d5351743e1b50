package io.github.portalocker.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.Program;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Locks on a real ZooKeeper, by the launcher of the distribution. */
@EnabledOnOs(OS.LINUX)
final class ZookeeperIT {
    private static TestingServer server;
    private static String uri;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("zookeeper.admin.enableServer", "false"); // another port, which may be in use
        Map<String, Object> settings = Map.of("clientPortAddress", "127.0.0.1");
        server =
                new TestingServer(new InstanceSpec(null, -1, -1, -1, true, -1, -1, 1_000, settings, "127.0.0.1"), true);
        uri = "zookeeper://" + server.getConnectString() + "/cli";
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static List<String> run(String... words) {
        List<String> arguments = new ArrayList<>(List.of("run", "--locks", uri, "--name", "job"));
        arguments.addAll(List.of(words));
        return Cli.command(arguments.toArray(new String[0]));
    }

    private static Result who() throws Exception {
        return Cli.run("who", "--name", "job", "--locks", uri);
    }

    @Test
    void secondProcessIsRefusedAndEachCommandFindsAGreaterToken() throws Exception {
        try (Program holder = Program.start(run("sh", "-c", "echo $PORTALOCKER_FENCING_TOKEN; cat"))) {
            long token = Long.parseLong(holder.readLine());
            assertThat(Cli.finish(run("-n", "true"))).isEqualTo(new Result(1, List.of()));
            assertThat(holder.finish()).isZero();
            Result next = Cli.finish(run("-n", "sh", "-c", "echo $PORTALOCKER_FENCING_TOKEN; exit 7"));
            assertThat(next.exitCode()).as(next.toString()).isEqualTo(7);
            assertThat(next.output())
                    .singleElement()
                    .satisfies(line -> assertThat(Long.parseLong(line)).isGreaterThan(token));
        }
    }

    @Test
    void whoShowsTheLine() throws Exception {
        assertThat(who().exitCode()).isEqualTo(1);
        try (Program holder = Program.start(run("sh", "-c", "echo held; cat"))) {
            holder.awaitLine("held");
            try (Program waiter = Program.start(run("-s", "true"))) {
                await().atMost(60, SECONDS).until(() -> who().output().size() == 3);
                List<String> found = who().output();
                assertThat(found.get(1)).matches(holder.pid() + " +holds +exclusive +zookeeper +all .*");
                assertThat(found.get(2)).matches(waiter.pid() + " +waits +shared +zookeeper +all .*");
            }
        }
    }

    @Test
    void doctorProvesTheServer() throws Exception {
        Result result = Cli.run("doctor", uri);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.output())
                .anyMatch(line -> line.matches("server: +ZooKeeper 3\\.\\d+.*"))
                .anyMatch(line -> line.matches("session: +10000 ms; 10000 ms were asked for"))
                .anyMatch(line -> line.matches("lock and unlock: +\\d+\\.\\d\\d ms, the median of 200"))
                .last()
                .asString()
                .startsWith("OK: a second process is refused");
    }
}
