package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.Program;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "uses programs of POSIX systems")
final class RunCommandIT {
    /** Of each of two programs; each of ours is a JVM. */
    private static final int TIMES = Integer.getInteger("portalocker.stress.seconds", 3) > 3 ? 50 : 15;

    /** How long a loop that starts so many JVMs beside another one may take on a busy machine before it says anything. */
    private static final long MANY_JVMS_MILLIS = 300_000;

    @TempDir
    private Path dir;

    private String file() {
        return dir.resolve("lock").toString();
    }

    @Test
    void passesOnTheExitCodeAndTheOutput() throws Exception {
        assertThat(Cli.run("run", file(), "--", "sh", "-c", "echo out; echo err >&2; exit 42"))
                .isEqualTo(new Result(42, List.of("out", "err")));
        assertThat(dir.resolve("lock")).isEmptyFile();
    }

    @Test
    void optionsAfterTheFileBelongToTheCommand() throws Exception {
        assertThat(Cli.run("run", file(), "echo", "-n", "-w", "--help").output())
                .containsExactly("-w --help");
        assertThat(Cli.run("run", "-x", file(), "--", "echo", "--").output()).containsExactly("--");
    }

    @Test
    void reportsTheSignalThatEndedTheCommandAsShellsDo() throws Exception {
        assertThat(Cli.run("run", file(), "--", "sh", "-c", "kill -9 $$").exitCode())
                .isEqualTo(137);
    }

    @Test
    void commandReadsOurInput() throws Exception {
        try (Program program = Cli.start("run", file(), "--", "cat")) {
            program.send("hello");
            program.awaitLine("hello");
            assertThat(program.finish()).isZero();
        }
    }

    @Test
    void holderIsSeenByFlockAndConflictHasItsExitCode() throws Exception {
        try (Program holder = Cli.start("run", file(), "--", "sh", "-c", "echo held; cat")) {
            holder.awaitLine("held");
            assertThat(Cli.finish(List.of("flock", "-n", file(), "true")).exitCode())
                    .isEqualTo(1);
            assertThat(Cli.run("run", "-n", file(), "--", "echo", "no")).isEqualTo(new Result(1, List.of()));
            assertThat(Cli.run("run", "-n", "-E", "7", file(), "--", "echo", "no"))
                    .isEqualTo(new Result(7, List.of()));
            assertThat(Cli.run("run", "-w", "0.2", "-s", file(), "--", "echo", "no")
                            .exitCode())
                    .isEqualTo(1);
            assertThat(Cli.run("run", "-w", "1e-999999999", file(), "--", "echo", "no")
                            .exitCode())
                    .isEqualTo(1);
            assertThat(Cli.run("run", "-w", "0", file(), "--", "echo", "no").exitCode())
                    .isEqualTo(1);
            assertThat(holder.finish()).isZero();
        }
        assertThat(Cli.run("run", "-n", file(), "--", "echo", "yes")).isEqualTo(new Result(0, List.of("yes")));
    }

    /** As the manual of flock(1) has it; the lock is on the very file that is executed. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void scriptThatLocksItselfRuns() throws Exception {
        Path script = dir.resolve("script");
        String content = "#!/bin/sh\n[ -n \"$ALONE\" ] || exec env ALONE=yes " + Cli.quoted("run", "-n")
                + " \"$0\" -- \"$0\" \"$@\"\necho alone \"$1\"\nread unused || true\n";
        // written by another process: a child of this one that is just being started has a copy of what is open here
        try (Program shell = Program.start("sh", "-c", "cat >\"$1\"; chmod 755 \"$1\"", "sh", script.toString())) {
            content.lines().forEach(shell::send);
            assertThat(shell.finish()).isZero();
        }
        try (Program first = Program.start(script.toString(), "1")) {
            first.awaitLine("alone 1");
            assertThat(Cli.finish(List.of(script.toString(), "2"))).isEqualTo(new Result(1, List.of()));
            assertThat(first.finish()).isZero();
        }
    }

    @Test
    void sharedHoldersRunTogether() throws Exception {
        try (Program holder = Cli.start("run", "-s", file(), "--", "sh", "-c", "echo held; cat")) {
            holder.awaitLine("held");
            assertThat(Cli.run("run", "-s", "-n", file(), "--", "true").exitCode())
                    .isZero();
            assertThat(Cli.run("run", "-x", "-n", file(), "--", "true").exitCode())
                    .isEqualTo(1);
        }
    }

    @Test
    void waiterGoesOnWhenTheHolderIsKilled() throws Exception {
        try (Program holder = Cli.start("run", file(), "--", "sh", "-c", "echo held; sleep 100")) {
            holder.awaitLine("held");
            try (Program waiter = Cli.start("run", file(), "--", "echo", "mine")) {
                assertThat(waiter.saysSomethingWithin(700)).isFalse();
                holder.close();
                waiter.awaitLine("mine");
                assertThat(waiter.finish()).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void signalEndsTheWait(String signal, int exitCode) throws Exception {
        try (Program holder = Cli.start("run", file(), "--", "sh", "-c", "echo held; cat")) {
            holder.awaitLine("held");
            try (Program waiter = Cli.start("run", file(), "--", "echo", "mine")) {
                assertThat(waiter.saysSomethingWithin(1_000)).isFalse();
                kill(signal, waiter.pid());
                assertThat(waiter.exitCode()).isEqualTo(exitCode);
                assertThat(waiter.rest()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void signalReachesTheCommandAndTheLockIsHeldUntilItEnds(String signal) throws Exception {
        String command = "trap 'echo caught; while [ ! -e \"" + dir + "/go\" ]; do sleep 0.05; done; exit 5' " + signal
                + "; echo held; while :; do sleep 0.05; done";
        try (Program holder = Cli.start("run", file(), "--", "sh", "-c", command)) {
            holder.awaitLine("held");
            kill(signal, holder.pid());
            holder.awaitLine("caught");
            assertThat(Cli.finish(List.of("flock", "-n", file(), "true")).exitCode())
                    .isEqualTo(1);
            Files.createFile(dir.resolve("go"));
            assertThat(holder.exitCode()).isEqualTo(5);
        }
        assertThat(Cli.finish(List.of("flock", "-n", file(), "true")).exitCode())
                .isZero();
    }

    private static void kill(String signal, long pid) throws Exception {
        assertThat(Cli.finish(List.of("kill", "-s", signal, Long.toString(pid))).exitCode())
                .isZero();
    }

    enum Counterpart {
        OURSELVES,
        FLOCK,
        PYTHON
    }

    @ParameterizedTest
    @EnumSource
    void incrementsUnderTheLockLoseNothing(Counterpart counterpart) throws Exception {
        Path number = Files.writeString(dir.resolve("number"), "0");
        String increment = "n=$(cat " + number + "); echo $((n + 1)) > " + number;
        String ours = "for i in $(seq " + TIMES + "); do "
                + Cli.quoted("run", file(), "--", "sh", "-c", "INCREMENT").replace("INCREMENT", increment)
                + " || exit 1; done";
        String theirs = switch (counterpart) {
            case OURSELVES -> ours;
            case FLOCK ->
                "for i in $(seq " + TIMES + "); do flock " + file() + " sh -c '" + increment + "' || exit 1; done";
            case PYTHON ->
                "exec python3 -c 'import fcntl, time\nfor i in range(" + TIMES + "):\n"
                        + "  with open(\"" + file() + "\", \"a\") as f:\n"
                        + "    fcntl.flock(f, fcntl.LOCK_EX)\n"
                        + "    n = int(open(\"" + number + "\").read())\n"
                        + "    time.sleep(0.01)\n"
                        + "    open(\"" + number + "\", \"w\").write(str(n + 1))\n"
                        + "  time.sleep(0.1)'";
        };
        try (Program first = Program.start("sh", "-c", ours);
                Program second = Program.start("sh", "-c", theirs)) {
            assertThat(first.rest(MANY_JVMS_MILLIS)).isEmpty();
            assertThat(second.rest(MANY_JVMS_MILLIS)).isEmpty();
            assertThat(first.exitCode()).isZero();
            assertThat(second.exitCode()).isZero();
        }
        assertThat(Files.readString(number).strip()).isEqualTo(Integer.toString(2 * TIMES));
    }

    private static void fails(int exitCode, List<String> command, String... reasons) throws Exception {
        Cli.finish(command).requireFailure(exitCode, reasons);
    }

    @Test
    void badInputGetsOneClearLineAndCreatesNothing() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Files.createSymbolicLink(dir.resolve("link"), dir.resolve("target"));
        assertThat(Cli.finish(List.of("mkfifo", dir.resolve("fifo").toString())).exitCode())
                .isZero();
        String missing = dir.resolve("missing").resolve("lock").toString();

        fails(66, Cli.command("run", folder.toString(), "--", "true"), folder.toString(), "it is a directory");
        fails(66, Cli.command("run", dir.resolve("fifo").toString(), "--", "true"), "it is a FIFO");
        fails(66, Cli.command("run", dir.resolve("link").toString(), "--", "true"), "symbolic link", "toRealPath");
        fails(66, Cli.command("run", missing, "--", "true"), missing, "directory does not exist");
        fails(
                69,
                Cli.command("run", file(), "--", "no-such-command"),
                "no-such-command",
                "No such file",
                "the lock is released");
        fails(64, Cli.command("run", file()), "there is no command");
        fails(64, Cli.command("run"), "FILE", "--help");
        fails(64, Cli.command("run", "-w", "soon", file(), "--", "true"), "-w takes a number", "10 or 0.5", "'soon'");
        fails(64, Cli.command("run", "-w", "-1", file(), "--", "true"), "'-1'");
        fails(64, Cli.command("run", "-E", "256", file(), "--", "true"), "-E takes", "0 to 255", "'256'");
        fails(64, Cli.command("run", "--mode", "rw-", file(), "--", "true"), "--mode takes", "octal", "'rw-'");
        fails(64, Cli.command("run", "--mode", "1777", file(), "--", "true"), "0 to 777", "'1777'");
        fails(64, Cli.command("run", file(), "-c"), "-c takes exactly one STRING");
        fails(64, Cli.command("run", file(), "-c", "echo", "a"), "-c takes exactly one STRING", "not 2");
        fails(64, Cli.command("run", "--no", file(), "true"), "--no is ambiguous", "--nonblock", "--no-fork");
        fails(64, Cli.command("run", "-u", file(), "true"), "-u is not supported");
        fails(64, Cli.command("run", "-c", "true", file()), "-c comes after the file");
        fails(64, Cli.command("run", "-f", file()), "there is no command");
        fails(64, Cli.command("run", "-f", file(), "-c", "true", "false"), "'false' is one word too much");
        fails(64, Cli.command("run", "--name", "jobs", "true"), "--name needs --locks URI", "file:/var");
        fails(64, Cli.command("run", "--locks", "file:x", "true"), "--locks needs --name NAME");
        fails(64, Cli.command("run", "--name", "a", "--locks", "file:x", "-f", file(), "true"), "cannot both");
        fails(64, Cli.command("run", "--name", "a", "--locks", "ftp:x", "true"), "'ftp:...'", "file, memory");
        fails(64, Cli.command("run", "--name", "a", "--locks", "memory:", "true"), "within one JVM", "file:DIRECTORY");
        fails(69, Cli.command("run", "-F", "--backend", "nio", file(), "true"), "-F needs a native backend");
        fails(64, Cli.command("run", "-z", file(), "true"), "there is no option -z");
        fails(66, Cli.command("run", "", "true"), "the file name is empty");
        fails(64, Cli.command(), "a subcommand is missing: run, who, doctor or backends");
        fails(64, Cli.command("lock"), "there is no subcommand 'lock'", "run, who, doctor and backends", "--help");
        fails(64, Cli.command(file(), "--", "true"), "portalocker run " + file() + " -- true' was meant");
        fails(64, Cli.command("-n", file(), "true"), "portalocker run -n " + file() + " true' was meant");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("folder", "link", "fifo", "lock");
        }
    }

    @Test
    void backendsOfAMessageAreOnALineEach() throws Exception {
        Result result = Cli.run("run", "--backend", "flok", file(), "--", "true");
        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.output().get(0)).startsWith("portalocker: there is no lock backend named 'flok'");
        assertThat(result.output().subList(1, result.output().size()))
                .allMatch(line -> line.startsWith("  "))
                .anyMatch(line -> line.startsWith("  posix-flock "))
                .anyMatch(line -> line.startsWith("  nio "));
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void wordsOfTheCommandAreNeverExpanded() throws Exception {
        Path words = Files.writeString(dir.resolve("words"), "these must not become arguments");
        String at = "@" + words;
        assertThat(Cli.run("run", file(), "--", "echo", at, "-d", at).output()).containsExactly(at + " -d " + at);
        assertThat(Cli.run("run", file(), "echo", at, "*", "$HOME").output()).containsExactly(at + " * $HOME");
    }

    @ParameterizedTest
    @CsvSource({"660, 0022, 640", "0666, 0000, 666", "7, 0, 7", ", 0, 600"})
    void modeOfANewLockFileIsTheOneAskedForLessTheUmask(@Nullable String mode, String umask, String expected)
            throws Exception {
        String option = mode == null ? "" : " --mode " + mode;
        String script = "umask " + umask + "; " + Cli.quoted("run") + option + " " + file() + " stat -c %a " + file();
        assertThat(Cli.finish(List.of("sh", "-c", script))).isEqualTo(new Result(0, List.of(expected)));
    }

    @Test
    void modeOfAnExistingLockFileStays() throws Exception {
        Files.setPosixFilePermissions(
                Files.createFile(dir.resolve("lock")), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Cli.run("run", "--mode", "666", file(), "stat", "-c", "%a", file()))
                .isEqualTo(new Result(0, List.of("640")));
    }

    @Test
    void verboseTellsWhatIsLockedAndRunOnTheErrorOutputOnly() throws Exception {
        String quiet = Cli.quoted("run", "--verbose", file(), "echo", "out") + " 2>" + dir + "/told";
        assertThat(Cli.finish(List.of("sh", "-c", quiet)).output()).containsExactly("out");
        assertThat(Files.readAllLines(dir.resolve("told")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("portalocker: locked " + file() + " \\(exclusive, .*flock\\) after [\\d.]+ s"),
                        line -> assertThat(line).isEqualTo("portalocker: running echo"),
                        line -> assertThat(line).contains("ended with exit code 0 after"));
    }

    @Test
    void helpOfEachSubcommandFitsATerminalAndGoesToTheOutput() throws Exception {
        for (String subcommand : List.of("run", "who", "doctor", "backends")) {
            String script = Cli.quoted(subcommand, "--help") + " 2>&-";
            Result result = Cli.finish(List.of("sh", "-c", script));
            assertThat(result.exitCode()).isZero();
            assertThat(result.output().get(0)).startsWith("Usage: portalocker " + subcommand);
            assertThat(result.output()).allMatch(line -> line.length() <= 84);
        }
        assertThat(Cli.run("--help").output()).anyMatch(line -> line.contains("doctor [DIR]"));
        assertThat(Cli.run("run", "--help").output())
                .contains(
                        "Exit codes: the command's; otherwise",
                        "   70  an internal error",
                        "   71  there is no memory to start the command")
                .anyMatch(line -> line.startsWith("  -w, --timeout, --wait SECONDS"));
    }

    static boolean canBecomeAnotherUser() throws Exception {
        return Cli.finish(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true"))
                        .exitCode()
                == 0;
    }

    @Test
    @EnabledIf(value = "canBecomeAnotherUser", disabledReason = "needs root and setpriv(1)")
    void otherUserWithoutPermissionIsToldSo() throws Exception {
        Path open = Files.createDirectory(dir.resolve("open"));
        Path jar = Files.copy(Path.of(Cli.JAR), open.resolve("portalocker.jar"));
        Path secret = Files.createFile(open.resolve("secret"));
        for (Path path : List.of(dir, open)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        List<String> asNobody = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                Cli.JAVA,
                "-jar",
                jar.toString(),
                "run"));

        fails(66, with(asNobody, secret.toString(), "true"), "open " + secret, "permission denied", "EACCES");
        fails(66, with(asNobody, open.resolve("new").toString(), "true"), "create", "permission denied", "directory");
        assertThat(open.resolve("new")).doesNotExist();

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Cli.finish(with(asNobody, secret.toString(), "true")).exitCode())
                .as("flock needs no right to write")
                .isZero();
        fails(65, with(asNobody, "--backend", "posix-ofd", secret.toString(), "true"), "reading only", "write access");
        assertThat(Cli.finish(with(asNobody, "--backend", "posix-ofd", "-s", secret.toString(), "true"))
                        .exitCode())
                .isZero();
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }
}
