package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.KernelLocks;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
final class WhoIT {
    private static final String PYTHON = """
            import fcntl, struct, sys
            file = open(sys.argv[1], 'a')
            if sys.argv[2] == 'ofd':
                fcntl.fcntl(file, 37, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 0, 0))
            else:
                getattr(fcntl, sys.argv[2])(file, fcntl.LOCK_EX)
            print('held', flush=True)
            sys.stdin.read()
            """;

    @TempDir
    private Path dir;

    private Path file() {
        return dir.resolve("lock");
    }

    private enum Holder {
        FLOCK_1("flock"),
        PYTHON_FLOCK("flock"),
        OUR_BACKEND("flock"),
        FILE_CHANNEL("record"),
        OFD("record");

        private final String domain;

        Holder(String domain) {
            this.domain = domain;
        }

        /** Holds the lock on return. */
        Program startAndHold(Path file) throws Exception {
            Program program = start(file);
            program.awaitLine("held");
            return program;
        }

        /** Waits for the lock, or holds it. */
        Program start(Path file) throws Exception {
            return switch (this) {
                case FLOCK_1 -> Program.start("flock", file.toString(), "sh", "-c", "echo held; cat");
                case PYTHON_FLOCK -> Program.start("python3", "-c", PYTHON, file.toString(), "flock");
                case OUR_BACKEND -> Cli.start("run", file.toString(), "--", "sh", "-c", "echo held; cat");
                case FILE_CHANNEL ->
                    Cli.start("run", "--backend", "nio", file.toString(), "--", "sh", "-c", "echo held; cat");
                case OFD -> Program.start("python3", "-c", PYTHON, file.toString(), "ofd");
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesTheProcessThatHolds(Holder holder) throws Exception {
        Files.createFile(file());
        try (Program program = holder.startAndHold(file())) {
            Result result = Cli.run("who", file().toString());
            assertThat(result.exitCode()).as(result.toString()).isZero();
            assertThat(result.output().get(0)).matches("pid +state +mode +lock +bytes +command *");
            assertThat(result.output().get(1))
                    .matches(program.pid() + " +holds +exclusive +" + holder.domain + " +all .*");
            Result json = Cli.run("who", "--json", file().toString());
            assertThat(json.output()).hasSize(1);
            assertThat(json.output().get(0))
                    .startsWith("[{\"pid\": " + program.pid() + ", \"host\": null, \"command\": \"")
                    .endsWith("\", \"state\": \"holds\", \"mode\": \"exclusive\", \"domain\": \"" + holder.domain
                            + "\", \"bytes\": \"all\"}]");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOCK_1", "PYTHON_FLOCK", "OUR_BACKEND"})
    void waitersStandBelowTheHolder(Holder program) throws Exception {
        try (Program holder = Holder.FLOCK_1.startAndHold(file());
                Program waiter = program.start(file())) {
            KernelLocks.awaitWaiters(file(), 1);
            Result result = Cli.run("who", file().toString());
            assertThat(result.exitCode()).as(result.toString()).isZero();
            assertThat(result.output()).hasSize(3);
            assertThat(result.output().get(1)).matches(holder.pid() + " +holds +exclusive +flock +all .*");
            assertThat(result.output().get(2)).matches(waiter.pid() + " +waits +exclusive +flock +all .*");
            assertThat(Cli.run("who", "--json", file().toString()).output())
                    .singleElement()
                    .asString()
                    .startsWith("[{\"pid\": " + holder.pid() + ", ")
                    .contains("\"state\": \"holds\", ", "}, {\"pid\": " + waiter.pid() + ", ")
                    .endsWith(
                            "\"state\": \"waits\", \"mode\": \"exclusive\", \"domain\": \"flock\", \"bytes\": \"all\"}]");
        }
    }

    /** Linux does not tell which process waits for a lock of an open file. */
    @Test
    void waiterOfAnUnknownProcessIsShown() throws Exception {
        try (Program holder = Holder.OFD.startAndHold(file());
                Program waiter = Cli.start("run", "--backend", "posix-ofd", file().toString(), "--", "true")) {
            KernelLocks.awaitWaiters(file(), 1);
            Result result = Cli.run("who", file().toString());
            assertThat(result.output())
                    .as("beside " + holder.pid() + " and " + waiter.pid())
                    .hasSize(3);
            assertThat(result.output().get(2)).matches("\\? +waits +exclusive +record +all +\\?");
            assertThat(Cli.run("who", "--json", file().toString()).output())
                    .singleElement()
                    .asString()
                    .contains("{\"pid\": null, \"host\": null, \"command\": null, \"state\": \"waits\"");
        }
    }

    @Test
    void freeFileHasNoHolder() throws Exception {
        Files.createFile(file());
        Result result = Cli.run("who", file().toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).containsExactly("portalocker: no lock holders found for " + file());
        assertThat(Cli.run("who", "--json", file().toString())).isEqualTo(new Result(1, List.of("[]")));
    }

    @Test
    void holderAndWaiterOfANameInADirectoryAreShown() throws Exception {
        String locks = "file:" + dir.resolve("locks");
        List<String> run = Cli.command("run", "--name", "job", "--locks", locks, "sh", "-c", "echo held; cat");
        List<String> who = Cli.command("who", "--name", "job", "--locks", locks);
        try (Program holder = Program.start(run)) {
            holder.awaitLine("held");
            try (Program waiter = Program.start(run)) {
                Result result = Cli.finish(who);
                for (int i = 0; i < 100 && result.output().size() < 3; i++) {
                    Thread.sleep(100);
                    result = Cli.finish(who);
                }
                assertThat(result.exitCode()).isZero();
                assertThat(result.output()).hasSize(3);
                assertThat(result.output().get(1)).matches(holder.pid() + " +holds +exclusive +flock +all .*");
                assertThat(result.output().get(2)).matches(waiter.pid() + " +waits +exclusive +flock +all .*");
            }
        }
    }

    @Test
    void missingFileIsNotCreated() throws Exception {
        Result result = Cli.run("who", file().toString());
        assertThat(result.exitCode()).isEqualTo(66);
        assertThat(result.output()).containsExactly("portalocker: there is no file " + file());
        assertThat(file()).doesNotExist();
    }

    @Test
    void commandLinesCannotWriteToTheTerminal() throws Exception {
        Files.createFile(file());
        try (Program program =
                Program.start("flock", file().toString(), "sh", "-c", "echo held; cat", "\u001b[31mred\"\\")) {
            program.awaitLine("held");
            assertThat(Cli.run("who", file().toString()).output()).noneMatch(line -> line.contains("\u001b"));
            assertThat(Cli.run("who", "--json", file().toString()).output().get(0))
                    .contains("[31mred\\\"\\\\")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void personAtATerminalSeesWhoIsInTheWay() throws Exception {
        Path transcript = dir.resolve("transcript");
        try (Agent holder = Agent.start("posix-flock")) {
            holder.lock(EXCLUSIVE, file());
            String waiter = Cli.quoted("run", "-w", "2.2", file().toString(), "--", "true");
            try (Program terminal = Program.start("script", "-qec", waiter, transcript.toString())) {
                terminal.rest();
                assertThat(terminal.exitCode()).isEqualTo(1);
            }
            assertThat(Files.readString(transcript))
                    .contains("waiting 1 s for lock, held by " + holder.pid() + " (")
                    .contains("\r" + " ".repeat(79) + "\r");
        }
    }

    @ParameterizedTest
    @CsvSource({"stty cols 40, 39", "export COLUMNS=50, 49"})
    void waitingLineFitsTheTerminal(String width, int columns) throws Exception {
        Path transcript = dir.resolve("transcript");
        try (Agent holder = Agent.start("posix-flock")) {
            holder.lock(EXCLUSIVE, file());
            String waiter = width + "; " + Cli.quoted("run", "-w", "2.2", file().toString(), "--", "true") + " >"
                    + dir.resolve("output");
            try (Program terminal = Program.start("script", "-qec", waiter, transcript.toString())) {
                terminal.rest();
                assertThat(terminal.exitCode()).isEqualTo(1);
            }
            assertThat(Files.readString(transcript))
                    .containsPattern("\rportalocker: waiting 1 s for lock.*\\.\\.\\.\r")
                    .contains("\r" + " ".repeat(columns) + "\r")
                    .doesNotContain(" ".repeat(columns + 1));
        }
    }

    @Test
    void withoutATerminalNothingIsSaidWhileWaiting() throws Exception {
        try (Program holder = Holder.FLOCK_1.startAndHold(file())) {
            Result result = Cli.run("run", "-w", "1.5", file().toString(), "--", "true");
            assertThat(result).as("beside " + holder.pid()).isEqualTo(new Result(1, List.of()));
        }
    }
}
