package io.github.portalocker.posix.faults;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Processes with few or many descriptors, another locale, another umask. */
@EnabledOnOs(OS.LINUX)
final class ProcessLimitsTest {
    @TempDir
    private Path dir;

    private static Program start(String shell, String backend, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(Circumstances.shell(shell, "-"));
        List<String> all = new ArrayList<>(List.of(backend));
        all.addAll(List.of(arguments));
        command.addAll(Program.javaCommand(
                System.getProperty("java.class.path"), List.of(), LimitsMain.class, all.toArray(String[]::new)));
        return Program.start(command);
    }

    @Test
    @DisplayName(
            "H12: who has no descriptor left is told the limit and the remedy; nothing is created, and it goes on after that")
    void limitOfOpenFilesIsTold() throws Exception {
        try (Program program = start("ulimit -n 64", "posix-flock", "many", dir.toString(), "1000")) {
            int held = Integer.parseInt(program.readLine());
            assertThat(held).isBetween(10, 64);
            assertThat(program.readLine())
                    .contains(
                            "LockException",
                            "cannot open " + dir.resolve("lock" + held),
                            "too many open files (it may have 64)",
                            "EMFILE 24",
                            "ulimit -n");
            assertThat(program.rest()).containsExactly("closed");
            assertThat(program.exitCode()).isZero();
            assertThat(dir.resolve("lock" + held)).doesNotExist();
        }
    }

    @Test
    @DisplayName("H12: ten thousand locks can be held at once where the limit of open files allows it")
    void tenThousandLocksAtOnce() throws Exception {
        try (Program limit = Program.start("sh", "-c", "ulimit -n 10500")) {
            assumeTrue(limit.finish() == 0, "this user may not open 10 500 files (ulimit -Hn)");
        }
        try (Program program = start("ulimit -n 10500", "posix-flock", "many", dir.toString(), "10000")) {
            assertThat(program.rest()).containsExactly("10000", "none", "closed");
            assertThat(program.exitCode()).isZero();
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).hasSize(10_001);
        }
    }

    /** In the locale C, Java cannot write down names like this one, but it can still hand over their bytes. */
    @Test
    @DisplayName("H20: a file whose name the locale cannot express is locked under that name, and no other is created")
    void nameThatTheLocaleDoesNotHave() throws Exception {
        Path file = Files.createFile(Path.of(URI.create(dir.toUri() + "%C3%A9")));
        try (Program program = start("export LC_ALL=C; unset LANG", "posix-flock", "list", dir.toString())) {
            assertThat(program.readLine()).isEqualTo("true");
            program.awaitLine("ready");
            assertThat(Agents.isFree("posix-flock", file)).isFalse();
            assertThat(program.finish()).isZero();
        }
        assertThat(Agents.isFree("posix-flock", file)).isTrue();
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "000, rw-------, rw-------",
        "077, rw-rw-rw-, rw-------",
        "027, rw-rw-rw-, rw-r-----",
        "000, rw-rw-rw-, rw-rw-rw-"
    })
    @DisplayName("H22: the umask takes from the permissions asked for and adds nothing; an existing file keeps its own")
    void umaskTakesPermissions(String umask, String asked, String given) throws Exception {
        Path old = Files.createFile(dir.resolve("old"));
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Path file : List.of(dir.resolve("new"), old)) {
            try (Program program = start("umask " + umask, "posix-flock", "create", file.toString(), asked)) {
                assertThat(program.finish()).as(program.rest().toString()).isZero();
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("new"))))
                .isEqualTo(given);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    @DisplayName("H23: a process that starts without descriptors 0, 1 and 2 can lock")
    void processWithoutStandardStreams() throws Exception {
        Path file = dir.resolve("lock");
        Path result = dir.resolve("result");
        try (Program program =
                start("exec 0<&- 1>&- 2>&-", "posix-flock", "report", file.toString(), result.toString())) {
            for (int i = 0;
                    i < 3_000 && !Files.exists(result) && program.process().isAlive();
                    i++) {
                Thread.sleep(20);
            }
            assertThat(result).hasContent("held, valid: true");
            assertThat(Agents.isFree("posix-flock", file)).isFalse();
        }
        assertThat(Agents.isFree("posix-flock", file)).isTrue();
    }
}
