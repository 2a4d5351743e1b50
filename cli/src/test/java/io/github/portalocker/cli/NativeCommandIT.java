package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A command that has the lock as well. */
@EnabledOnOs(OS.LINUX)
final class NativeCommandIT {
    private static final int RANDOM_SIGNALS = 12;

    /** As long as it is read from. */
    private static final String BUSY =
            "for i in 1 2 3 4; do (while :; do :; done) & jobs=\"$jobs $!\"; done; cat; kill $jobs; exit 0";

    private static final String CLOSES_ALL =
            "import os,sys; os.closerange(3, 256); print('held', flush=True); sys.stdin.read()";

    @TempDir
    private Path dir;

    private String file() {
        return dir.resolve("lock").toString();
    }

    private boolean isFree() throws Exception {
        return Cli.finish(List.of("flock", "-n", file(), "true")).exitCode() == 0;
    }

    private void awaitFree() throws Exception {
        for (int i = 0; i < 600 && !isFree(); i++) {
            Thread.sleep(20);
        }
        assertThat(isFree()).isTrue();
    }

    private static void kill(String signal, String target) throws Exception {
        assertThat(Cli.finish(List.of("kill", "-s", signal, "--", target)).exitCode())
                .isZero();
    }

    private static String commandPid(Program run) throws Exception {
        String line = run.readLine();
        assertThat(line).startsWith("held ");
        return line.substring(5);
    }

    /** The command says its process id. */
    private String[] holding(String... options) {
        String[] words = new String[options.length + 5];
        words[0] = "run";
        System.arraycopy(options, 0, words, 1, options.length);
        System.arraycopy(
                new String[] {file(), "sh", "-c", "echo held $$; exec sleep 100"}, 0, words, options.length + 1, 4);
        return words;
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-ofd", "posix-universal"})
    void lockStaysWithTheCommandWhenPortalockerIsKilled(String backend) throws Exception {
        assertLockStaysWithTheCommand(backend);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffm-flock", "ffm-ofd", "ffm-universal"})
    @EnabledForJreRange(min = JRE.JAVA_22, disabledReason = "earlier Java cannot call the system without JNA")
    void lockStaysWithTheCommandAlsoThroughJavaLangForeign(String backend) throws Exception {
        assertLockStaysWithTheCommand(backend);
    }

    private void assertLockStaysWithTheCommand(String backend) throws Exception {
        String command = "";
        try (Program run = Cli.start(holding("--backend", backend))) {
            command = commandPid(run);
            kill("KILL", Long.toString(run.pid()));
            assertThat(run.exitCode()).isEqualTo(137);
            String[] attempt = {"run", "-n", "--backend", backend, file(), "true"};
            assertThat(Cli.run(attempt).exitCode()).isEqualTo(1);
            kill("KILL", command);
            for (int i = 0; i < 600 && Cli.run(attempt).exitCode() != 0; i++) {
                Thread.sleep(20);
            }
            assertThat(Cli.run(attempt).exitCode()).isZero();
        } finally {
            Cli.finish(List.of("sh", "-c", "kill -9 " + command));
        }
    }

    @Test
    void lockEndsWithPortalockerIfTheCommandIsNotToHaveIt() throws Exception {
        String command = "";
        try (Program run = Cli.start(holding("-o"))) {
            command = commandPid(run);
            assertThat(isFree()).isFalse();
            kill("KILL", Long.toString(run.pid()));
            assertThat(run.exitCode()).isEqualTo(137);
            awaitFree();
        } finally {
            Cli.finish(List.of("sh", "-c", "kill -9 " + command));
        }
    }

    @ParameterizedTest
    @CsvSource({"--, false", "-o, true"})
    void whatTheCommandLeavesBehindKeepsTheLockUnlessTheCommandIsNotToHaveIt(String option, boolean free)
            throws Exception {
        String command = "sleep 100 >/dev/null 2>&1 </dev/null & echo $!";
        Result result = Cli.run("run", option, file(), "sh", "-c", command);
        assertThat(result.exitCode()).isZero();
        try {
            assertThat(isFree()).isEqualTo(free);
        } finally {
            kill("KILL", result.output().get(0));
        }
        awaitFree();
    }

    @Test
    void commandThatClosesWhatItDidNotOpenReleasesTheLockInPlaceOfPortalockerOnly() throws Exception {
        try (Program run = Cli.start("run", file(), "python3", "-c", CLOSES_ALL)) {
            run.awaitLine("held");
            assertThat(isFree()).isFalse();
            assertThat(run.finish()).isZero();
        }
        awaitFree();
        try (Program run = Cli.start("run", "-F", file(), "python3", "-c", CLOSES_ALL)) {
            run.awaitLine("held");
            assertThat(isFree()).isTrue();
            assertThat(run.finish()).isZero();
        }
    }

    @Test
    void commandInPlaceOfPortalockerHasItsProcessIdAndNoJavaBesides() throws Exception {
        try (Program run = Cli.start(holding("-F"))) {
            assertThat(commandPid(run)).isEqualTo(Long.toString(run.pid()));
            assertThat(Files.readString(Path.of("/proc/" + run.pid() + "/comm")))
                    .isIn("sh\n", "sleep\n");
            assertThat(run.process().descendants()).isEmpty();
            assertThat(isFree()).isFalse();
            kill("TERM", Long.toString(run.pid()));
            assertThat(run.exitCode()).isEqualTo(143);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-F"})
    void whatCannotBeStartedEndsWithTheCodeOfFlockAndReleasesTheLock(String option) throws Exception {
        Path plain = Files.createFile(dir.resolve("plain"));
        Path script = Files.writeString(dir.resolve("script"), "echo got $1; exit 3\n");
        Path interpreter = Files.writeString(dir.resolve("interpreter"), "#!/no/such/interpreter\n");
        Path broken = Files.writeString(dir.resolve("broken"), "\u007fELFgarbage");
        for (Path program : List.of(script, interpreter, broken)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (String program : List.of(
                "./nosuch",
                "nosuchcommand",
                plain.toString(),
                script.toString(),
                interpreter.toString(),
                broken.toString(),
                "/etc",
                plain + "/x",
                "x".repeat(300))) {
            Result expected = Cli.finish(List.of("sh", "-c", "flock " + file() + " " + program + " arg 2>/dev/null"));
            Result answer = Cli.finish(List.of(
                    "sh", "-c", Cli.quoted("run") + " " + option + " " + file() + " " + program + " arg 2>/dev/null"));
            assertThat(answer).as(program).isEqualTo(expected);
            assertThat(isFree()).as(program).isTrue();
        }
    }

    @Test
    void argumentsThatAreTooLongAreToldAndReleaseTheLock() throws Exception {
        Result result = Cli.run("run", file(), "echo", "x".repeat(131_000), "y");
        assertThat(result.exitCode()).isZero();
        String environment = "X=" + "x".repeat(120_000);
        result = Cli.finish(List.of(
                "sh",
                "-c",
                "ulimit -s 1024; export " + environment + "; " + Cli.quoted("run", "--verbose", file(), "true")));
        assertThat(result.exitCode()).isEqualTo(0);
    }

    /** timeout(1) signals its child, and then its process group, in which all of them are. */
    @Test
    void signalToTheGroupReachesTheCommandOnce() throws Exception {
        Path caught = dir.resolve("caught");
        Path script = Files.writeString(
                dir.resolve("script"),
                "trap 'echo TERM >>" + caught
                        + "' TERM; list=$(seq 30); echo held; for i in $list; do sleep 0.05; done; exit 5");
        for (int i = 0; i < 3; i++) {
            Files.deleteIfExists(caught);
            try (Program run = Program.start(
                    "setsid",
                    "-w",
                    "sh",
                    "-c",
                    "echo $$; exec " + Cli.quoted("run", file(), "bash", script.toString()))) {
                String group = run.readLine();
                run.awaitLine("held");
                kill("TERM", "-" + group);
                assertThat(run.exitCode()).isEqualTo(5);
            }
            assertThat(Files.readAllLines(caught)).containsExactly("TERM");
        }
    }

    /**
     * The moments are about the one in which the command is started, on processors that have more to do than that: Java acts on
     * a signal only a while after it has come.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "-F"})
    void signalAtAnyMomentIsNotLost(String option) throws Exception {
        Random random = new Random(7);
        Path started = dir.resolve("started");
        Path ended = dir.resolve("ended");
        String command = Cli.quoted("run") + " " + option + " " + file() + " sh -c 'echo >" + started
                + "; sleep 2; echo >" + ended + "'";
        double millis = 200;
        try (Program busy = Program.start("sh", "-c", BUSY)) {
            for (int i = 0; i < RANDOM_SIGNALS; i++) {
                try (Program run = Program.start("sh", "-c", "exec " + command)) {
                    Thread.sleep((long) (millis * (0.85 + 0.3 * random.nextDouble())));
                    kill("TERM", Long.toString(run.pid()));
                    assertEndedByTerm(run);
                }
                awaitFree();
                assertThat(ended).doesNotExist();
                millis *= Files.deleteIfExists(started) ? 0.93 : 1.08;
            }
            assertThat(busy.finish()).isZero();
        }
    }

    /** At a signal in the middle of its own initialization, Java 17 ends with 1 and a message. */
    private static void assertEndedByTerm(Program run) throws Exception {
        int exitCode = run.exitCode();
        List<String> output = run.rest();
        if (!output.contains("Error occurred during initialization of VM")) {
            assertThat(exitCode).as(output.toString()).isEqualTo(143);
        }
    }

    /** At QUIT Java would print its threads, and USR2 would crash it. */
    @ParameterizedTest
    @CsvSource({"--, QUIT, 131", "-F, QUIT, 131", "--, USR2, 140", "-F, USR2, 140"})
    void signalThatJavaTakesEndsTheWait(String option, String signal, int exitCode) throws Exception {
        try (Program holder = Program.start("flock", file(), "sh", "-c", "echo held; cat");
                Program waiter = waiting("exec", option)) {
            holder.awaitLine("held");
            assertThat(waiter.saysSomethingWithin(1_500)).isFalse();
            kill(signal, Long.toString(waiter.pid()));
            assertThat(waiter.exitCode()).isEqualTo(exitCode);
            assertThat(waiter.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"--, QUIT", "-F, QUIT", "--, USR2", "-F, USR2", "--, USR1", "-F, USR1"})
    void ignoredSignalDoesNotEndTheWait(String option, String signal) throws Exception {
        try (Program holder = Program.start("flock", file(), "sh", "-c", "echo held; cat")) {
            holder.awaitLine("held");
            try (Program waiter = waiting("trap '' " + signal + "; exec", option)) {
                assertThat(waiter.saysSomethingWithin(1_500)).isFalse();
                kill(signal, Long.toString(waiter.pid()));
                assertThat(waiter.saysSomethingWithin(500)).isFalse();
                assertThat(holder.finish()).isZero();
                waiter.awaitLine("mine");
                assertThat(waiter.exitCode()).isZero();
            }
        }
    }

    private Program waiting(String shell, String option) throws Exception {
        String command = String.join(" ", Cli.command("run", option, file(), "echo", "mine"));
        return Program.start("bash", "-c", shell + " " + command.replaceFirst("--default-signal=\\S+", "--"));
    }

    @Test
    void severalFilesAreLockedAllOrNone() throws Exception {
        String other = dir.resolve("other").toString();
        try (Program holder = Program.start("flock", other, "sh", "-c", "echo held; cat")) {
            holder.awaitLine("held");
            assertThat(Cli.run("run", "-n", "-f", file(), "-f", other, "--", "echo", "no"))
                    .isEqualTo(new Result(1, List.of()));
            assertThat(isFree()).isTrue();
        }
        String both = "flock -n " + file() + " true; a=$?; flock -n " + other + " true; echo $a $?";
        assertThat(Cli.run("run", "-n", "-f", file(), "--file=" + other, "-c", both)
                        .output())
                .containsExactly("1 1");
    }

    @Test
    void namesAreLockedInPlaceOfFiles() throws Exception {
        String uri = "file:" + dir.resolve("locks");
        try (Program holder =
                Cli.start("run", "--name", "jobs/nightly", "--locks", uri, "sh", "-c", "echo held; cat")) {
            holder.awaitLine("held");
            assertThat(Cli.run("run", "-nE9", "--name", "jobs/nightly", "--locks", uri, "echo", "no"))
                    .isEqualTo(new Result(9, List.of()));
            assertThat(Cli.run("run", "-n", "--name", "jobs/other", "--locks", uri, "--", "echo", "yes"))
                    .isEqualTo(new Result(0, List.of("yes")));
            kill("KILL", Long.toString(holder.pid()));
            assertThat(Cli.run("run", "-n", "--name", "jobs/nightly", "--locks", uri, "true")
                            .exitCode())
                    .as("the command has it")
                    .isEqualTo(1);
        }
    }

    @Test
    void jobserverOfMakeIsInherited() throws Exception {
        Files.writeString(
                dir.resolve("Makefile"),
                "all:\n\t+@" + Cli.quoted("run", file()) + " $(MAKE) --no-print-directory -f inner all\n");
        Files.writeString(dir.resolve("inner"), "all: a b\na b:\n\t@echo $@\n");
        Result result = Cli.finish(List.of("make", "-j2", "-C", dir.toString()));
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(String.join(" ", result.output())).contains("a", "b").doesNotContain("jobserver");
    }

    @Test
    void nothingOfTheJvmLeaksWithoutTheLauncherEither() throws Exception {
        Path show = Files.writeString(
                dir.resolve("show"),
                "for d in /proc/$$/fd/*; do [ -e $d ] && o=\"$o $d\"; done; for d in $o; do case $(readlink $d) in "
                        + file() + " | */show) ;; *) echo ${d##*/} ;; esac; done");
        String script = "exec 7</etc/passwd; ";
        String shown = " " + file() + " sh " + show;
        List<String> expected =
                Cli.finish(List.of("bash", "-c", script + "exec flock" + shown)).output();
        assertThat(expected).contains("7");
        assertThat(Cli.finish(List.of("bash", "-c", script + "exec " + Cli.quoted(Cli.jar("run")) + shown))
                        .output())
                .isEqualTo(expected);
        assertThat(Cli.finish(List.of("bash", "-c", script + "exec " + Cli.quoted(Cli.jar("run", "-F")) + shown))
                        .output())
                .isEqualTo(expected);
    }
}
