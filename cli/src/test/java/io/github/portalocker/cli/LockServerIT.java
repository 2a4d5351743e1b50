package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.PostgresqlCluster;
import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Threads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Locks on a real PostgreSQL, by the launcher of the distribution. */
@EnabledOnOs(OS.LINUX)
final class LockServerIT {
    private static final String TERMINATE =
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'";
    private static final String TOKEN = "echo token ${PORTALOCKER_FENCING_TOKEN-none}";

    private static PostgresqlCluster cluster;

    @TempDir
    private Path dir;

    @BeforeAll
    static void start() throws Exception {
        cluster = PostgresqlCluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static List<String> run(String... words) {
        List<String> arguments = new ArrayList<>(List.of("run", "--locks", cluster.uri()));
        arguments.addAll(List.of(words));
        return Cli.command(arguments.toArray(new String[0]));
    }

    private static long tokenOf(Result result) {
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.output()).singleElement().asString().startsWith("token ");
        return Long.parseLong(result.output().get(0).substring("token ".length()));
    }

    @Test
    void secondProcessIsRefusedWhileTheCommandRuns() throws Exception {
        try (Program holder = Program.start(run("--name", "job", "sh", "-c", "echo held; cat"))) {
            holder.awaitLine("held");
            assertThat(Cli.finish(run("--name", "job", "-n", "true"))).isEqualTo(new Result(1, List.of()));
            assertThat(Cli.finish(run("--name", "other", "-n", "true"))).isEqualTo(new Result(0, List.of()));
            assertThat(holder.finish()).isZero();
        }
        assertThat(Cli.finish(run("--name", "job", "-n", "sh", "-c", "exit 7"))).isEqualTo(new Result(7, List.of()));
        assertThat(cluster.query("select 1 from pg_locks where locktype = 'advisory'"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "nio"})
    void commandFindsTheTokenInItsEnvironment(String backend) throws Exception {
        List<String> command = run("--backend", backend, "--name", "job", "sh", "-c", TOKEN);
        long first = tokenOf(Cli.finish(command));
        assertThat(tokenOf(Cli.finish(command))).isGreaterThan(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "nio"})
    void tokenOfAnotherLockIsNotPassedOn(String backend) throws Exception {
        Result none = new Result(0, List.of("token none"));
        for (List<String> command : List.of(
                run("--backend", backend, "-s", "--name", "job", "sh", "-c", TOKEN),
                Cli.command(
                        "run",
                        "--backend",
                        backend,
                        "--name",
                        "job",
                        "--locks",
                        "file:" + dir.resolve("locks"),
                        "sh",
                        "-c",
                        TOKEN),
                Cli.command("run", "--backend", backend, dir.resolve("lock").toString(), "sh", "-c", TOKEN))) {
            List<String> outer = new ArrayList<>(List.of("env", "PORTALOCKER_FENCING_TOKEN=4711"));
            outer.addAll(command);
            assertThat(Cli.finish(outer)).as(command.toString()).isEqualTo(none);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "posix-flock, , gets SIGTERM, 76",
        "nio, term, gets SIGTERM, 76",
        "posix-flock, kill, is killed, 76",
        "nio, kill, is killed, 76"
    })
    void commandIsEndedWhenTheServerTakesTheLockAway(String backend, String action, String effect, int exitCode)
            throws Exception {
        String command = "trap 'echo caught; exit 0' TERM; echo held; while :; do sleep 0.05; done";
        List<String> words = new ArrayList<>(List.of("--backend", backend, "--name", "job", "sh", "-c", command));
        if (action != null) {
            words.addAll(0, List.of("--on-loss", action));
        }
        try (Program holder = Program.start(run(words.toArray(new String[0])))) {
            holder.awaitLine("held");
            cluster.query(TERMINATE);
            List<String> said = holder.rest();
            assertThat(holder.exitCode()).isEqualTo(exitCode);
            assertThat(said)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("portalocker: the lock on job was lost: ")
                            .endsWith("; the command " + effect));
            assertThat(said.contains("caught")).isEqualTo(effect.contains("SIGTERM"));
        }
    }

    @Test
    void commandGoesOnIfItIsToIgnoreALoss() throws Exception {
        String command = "echo held; while [ ! -e " + dir + "/go ]; do sleep 0.05; done; exit 5";
        try (Program holder = Program.start(run("--on-loss=ignore", "--name", "job", "sh", "-c", command))) {
            holder.awaitLine("held");
            cluster.query(TERMINATE);
            assertThat(holder.readLine()).contains("the lock on job was lost").endsWith("; the command goes on");
            Files.createFile(dir.resolve("go"));
            assertThat(holder.exitCode()).isEqualTo(5);
        }
    }

    /** The command ends before a heartbeat would tell. */
    @Test
    void lossThatIsFoundAfterTheCommandIsToldByTheExitCode() throws Exception {
        try (Program holder = Program.start(Cli.command(
                "run",
                "--locks",
                cluster.uri() + "?heartbeat=7000&timeout=1000",
                "--name",
                "job",
                "sh",
                "-c",
                "echo held; read x; echo done"))) {
            holder.awaitLine("held");
            cluster.query(TERMINATE);
            holder.send("go");
            assertThat(holder.exitCode()).isEqualTo(76);
            assertThat(holder.rest())
                    .anySatisfy(
                            line -> assertThat(line).startsWith("portalocker: ").contains("job", "PostgreSQL"));
        }
    }

    @Test
    void waitEndsAtASignalAndLeavesNothing() throws Exception {
        try (Program holder = Program.start(run("--name", "job", "sh", "-c", "echo held; cat"))) {
            holder.awaitLine("held");
            try (Program waiter = Program.start(run("--name", "job", "echo", "mine"))) {
                awaitWaiters(1);
                waiter.process().destroy();
                assertThat(waiter.exitCode()).isEqualTo(143);
                assertThat(waiter.rest()).isEmpty();
            }
            awaitWaiters(0);
        }
    }

    private static void awaitWaiters(int count) throws Exception {
        String sql = "select pid from pg_locks where locktype = 'advisory' and not granted";
        Threads.awaitThat(() -> cluster.query(sql).size() == count, count + " sessions wait");
    }

    @Test
    void whoShowsHoldersAndWaiters() throws Exception {
        List<String> who = Cli.command("who", "--name", "job", "--locks", cluster.uri());
        Result none = Cli.finish(who);
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.output()).containsExactly("portalocker: no lock holders found for job in " + cluster.uri());
        try (Program holder = Program.start(run("--name", "job", "sh", "-c", "echo held; cat"))) {
            holder.awaitLine("held");
            try (Program waiter = Program.start(run("-s", "--name", "job", "true"))) {
                awaitWaiters(1);
                Result found = Cli.finish(who);
                assertThat(found.exitCode()).isZero();
                assertThat(found.output()).hasSize(3);
                assertThat(found.output().get(1)).matches(holder.pid() + " +holds +exclusive +postgresql +all .*");
                assertThat(found.output().get(2)).matches(waiter.pid() + " +waits +shared +postgresql +all .*");
            }
        }
    }

    @Test
    void doctorProvesTheServer() throws Exception {
        Result result = Cli.run("doctor", cluster.uri());
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.output())
                .anyMatch(line -> line.matches("server: +PostgreSQL \\d+.*"))
                .anyMatch(line -> line.matches("driver: +PostgreSQL JDBC Driver \\d+.*"))
                .anyMatch(line -> line.matches("heartbeat: +each 2000 ms, .*"))
                .anyMatch(line -> line.matches("lock and unlock: +\\d+\\.\\d\\d ms, the median of 200"))
                .last()
                .asString()
                .startsWith("OK: a second process is refused");
        assertThat(cluster.query("select 1 from pg_locks where locktype = 'advisory'"))
                .isEmpty();
    }

    private static void fails(int exitCode, List<String> command, String... reasons) throws Exception {
        Cli.finish(command).requireFailure(exitCode, reasons);
    }

    @Test
    void badInputGetsOneClearLineBeforeAnyWait() throws Exception {
        String nowhere = "postgresql://app:secret@127.0.0.1:1/postgres";
        try (Program holder = Program.start(run("--name", "job", "sh", "-c", "echo held; cat"))) {
            holder.awaitLine("held");
            fails(64, run("-F", "--name", "job", "true"), "-F", "leave -F out");
        }
        fails(
                64,
                Cli.jar("run", "--name", "job", "--locks", cluster.uri(), "true"), // without the folder servers
                "cannot be kept at 'postgresql:...'",
                "add the module");
        fails(64, run("--on-loss=stop", "--name", "job", "true"), "term, kill or ignore", "'stop'");
        fails(64, Cli.command("run", "--on-loss=kill", dir.resolve("lock").toString(), "true"), "--on-loss is for");
        fails(66, Cli.command("run", "--name", "job", "--locks", nowhere, "true"), "postgresql://app:***@127.0.0.1:1");
        fails(66, Cli.command("doctor", nowhere), "postgresql://app:***@127.0.0.1:1");
        fails(64, Cli.command("doctor", "file:/tmp"), "give doctor its path");
        fails(64, Cli.command("doctor", "memory:"), "within one JVM");
        fails(64, Cli.command("who", "--name", "job"), "--name NAME and --locks URI");
        fails(66, Cli.command("who", "--name", "job", "--locks", "file:" + dir.resolve("no")), "there is no directory");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void passwordsAreNotShown() throws Exception {
        String uri = cluster.uri().replace("app@", "app:secret@");
        Result result = Cli.run("run", "--verbose", "--name", "job", "--locks", uri, "true");
        assertThat(result.exitCode()).isZero();
        assertThat(result.output())
                .anyMatch(line -> line.contains("app:***@"))
                .noneMatch(line -> line.contains("secret"));
    }
}
