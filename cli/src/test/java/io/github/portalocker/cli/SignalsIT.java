package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Signals while the command runs: the lock is not released before that has ended. */
@EnabledOnOs(OS.LINUX)
final class SignalsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    private String file() {
        return dir.resolve("lock").toString();
    }

    private Path caught() {
        return dir.resolve("caught");
    }

    /** Notes each signal of a name in a file, until there is a file "go"; ends with exit code 5. */
    private String[] command(String signal) throws Exception {
        Path script = Files.writeString(dir.resolve("script"), """
                trap 'echo SIGNAL >>CAUGHT' SIGNAL
                list=$(seq 1200) # a subshell, which a signal to the group ends
                echo held
                for i in $list; do [ -e GO ] && break; sleep 0.05; done
                exit 5
                """.replace("SIGNAL", signal)
                .replace("CAUGHT", caught().toString())
                .replace("GO", dir.resolve("go").toString()));
        return new String[] {"run", file(), "--", "bash", script.toString()};
    }

    private List<String> awaitCaught() throws Exception {
        for (int i = 0; i < 600 && !(Files.exists(caught()) && Files.size(caught()) > 0); i++) {
            Thread.sleep(50);
        }
        return Files.readAllLines(caught());
    }

    /** Waits until a process catches the last of the signals that it is to catch: XCPU, number 24 (proc_pid_status(5)). */
    private static void awaitCatching(long pid) throws Exception {
        Path status = Path.of("/proc/" + pid + "/status");
        for (int i = 0; i < 600; i++) {
            String caught = Files.readString(status).replaceAll("(?s).*SigCgt:\\s*(\\w+).*", "$1");
            if ((Long.parseUnsignedLong(caught, 16) & 1 << 23) != 0) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("process " + pid + " does not catch signals");
    }

    private static List<String> processes(String session) throws Exception {
        return Cli.finish(List.of("ps", "-o", "comm=", "-s", session)).output();
    }

    private static void awaitProcess(String name, String session) {
        await().atMost(PATIENCE).until(() -> processes(session).contains(name));
    }

    /** What ends because we have ended takes a processor for it, and is a zombie until its new parent looks. */
    private static void awaitNoProcess(String session) {
        await().atMost(PATIENCE).until(() -> processes(session).isEmpty());
    }

    private int attempt() throws Exception {
        return Cli.finish(List.of("flock", "-n", file(), "true")).exitCode();
    }

    private static void kill(String signal, String target) throws Exception {
        assertThat(Cli.finish(List.of("kill", "-s", signal, "--", target)).exitCode())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"USR1", "USR2", "ALRM", "VTALRM", "PROF", "IO", "PWR", "STKFLT", "SYS", "XCPU", "HUP", "INT"})
    void signalThatWouldEndUsReachesTheCommandInstead(String signal) throws Exception {
        try (Program run = Cli.start(command(signal))) {
            run.awaitLine("held");
            kill(signal, Long.toString(run.pid()));
            assertThat(awaitCaught()).containsExactly(signal);
            assertThat(attempt()).isEqualTo(1);
            Files.createFile(dir.resolve("go"));
            assertThat(run.exitCode()).isEqualTo(5);
        }
        assertThat(attempt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"USR1, 138", "USR2, 140", "ALRM, 142"})
    void signalEndsTheWaitWithItsNumber(String signal, int exitCode) throws Exception {
        try (Program holder = Program.start("flock", file(), "sh", "-c", "echo held; cat")) {
            holder.awaitLine("held");
            try (Program waiter = Cli.start("run", file(), "--", "echo", "mine")) {
                awaitCatching(waiter.pid());
                kill(signal, Long.toString(waiter.pid()));
                assertThat(waiter.exitCode()).isEqualTo(exitCode);
                assertThat(waiter.rest()).isEmpty();
            }
        }
    }

    @Test
    void outputHasNothingOfJavaWhenItGetsQuit() throws Exception {
        Path output = dir.resolve("output");
        String script = "exec >" + output + " && exec " + Cli.quoted(command("QUIT"));
        try (Program run = Program.start("bash", "-c", script)) {
            for (int i = 0;
                    i < 600
                            && !(Files.exists(output)
                                    && Files.readString(output).equals("held\n"));
                    i++) {
                Thread.sleep(50);
            }
            Thread.sleep(500); // until portalocker ignores it
            kill("QUIT", Long.toString(run.pid()));
            assertThat(run.process().waitFor(1, java.util.concurrent.TimeUnit.SECONDS))
                    .isFalse();
            assertThat(attempt()).isEqualTo(1);
            Files.createFile(dir.resolve("go"));
            assertThat(run.exitCode()).isEqualTo(5);
        }
        assertThat(output).hasContent("held\n");
    }

    /** Ctrl-C is a SIGINT to all in the foreground; it must reach the command as often as it is pressed. */
    @ParameterizedTest
    @CsvSource({"PROCESS, 1", "GROUP, 1", "PROCESS, 2", "GROUP, 2"})
    void interruptAtATerminalReachesTheCommandOnce(String target, int times) throws Exception {
        Path pid = dir.resolve("pid");
        String line = "echo $$ >" + pid + "; exec " + Cli.quoted(command("INT"));
        try (Program terminal = Program.start(
                "env",
                "--default-signal=INT",
                "script",
                "-qefc",
                line,
                dir.resolve("transcript").toString())) {
            terminal.awaitLine("held");
            String process = Files.readString(pid).strip();
            for (int i = 0; i < times; i++) {
                kill("INT", target.equals("GROUP") ? "-" + process : process);
                Thread.sleep(2_500); // for a second one, which must not come
            }
            assertThat(awaitCaught()).hasSize(times);
            assertThat(attempt()).isEqualTo(1);
            Files.createFile(dir.resolve("go"));
            assertThat(terminal.exitCode()).isEqualTo(5);
        }
        assertThat(attempt()).isZero();
    }

    @Test
    void nothingIsLeftAtTheTerminalWhenTheCommandHasEnded() throws Exception {
        Path session = dir.resolve("session");
        String line = "echo $$ >" + session + "; exec " + Cli.quoted("run", file(), "sh", "-c", "echo held; sleep 3");
        try (Program terminal =
                Program.start("script", "-qefc", line, dir.resolve("transcript").toString())) {
            terminal.awaitLine("held");
            String number = Files.readString(session).strip();
            awaitProcess("sh", number);
            assertThat(terminal.exitCode()).isZero();
            awaitNoProcess(number);
        }
    }
}
