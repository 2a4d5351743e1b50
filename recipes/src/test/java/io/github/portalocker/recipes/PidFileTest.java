package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

final class PidFileTest {
    @TempDir
    Path temporary;

    Path path;

    @BeforeEach
    void setUp() throws IOException {
        path = temporary.toRealPath().resolve("app.pid");
    }

    private Program program() throws IOException {
        return Program.java(List.of(), PidMain.class, path.toString());
    }

    @Test
    void theFileHasTheNumberOfTheOneThatRuns() throws Exception {
        assertThat(PidFile.isRunning(path)).isFalse();
        try (Program other = program()) {
            other.awaitLine("only");
            assertThat(path).hasContent(other.pid() + "\n");
            assertThat(PidFile.isRunning(path)).isTrue();
            assertThat(PidFile.running(path)).hasValue(other.pid());
            assertThat(PidFile.tryCreate(path)).isNull();
            assertThat(path).hasContent(other.pid() + "\n");
            assertThat(other.finish()).isZero();
        }
        assertThat(path).doesNotExist();
        assertThat(PidFile.isRunning(path)).isFalse();
        assertThat(PidFile.running(path)).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftIsNoHindrance() throws Exception {
        try (Program other = program()) {
            other.awaitLine("only");
            other.kill();
            assertThat(path).exists();
            assertThat(PidFile.isRunning(path)).isFalse();
            assertThat(PidFile.running(path)).isEmpty();
        }
        try (PidFile file = PidFile.tryCreate(path)) {
            assertThat(file).isNotNull();
            assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
        }
    }

    @Test
    void theNumberOfAnotherRunningProcessMeansNothing() throws Exception {
        Files.writeString(path, ProcessHandle.current().pid() + "\n");
        assertThat(PidFile.running(path)).isEmpty();
    }

    @Test
    void ofManyThatStartAtOnceOneRuns() throws Exception {
        List<Program> programs = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                programs.add(program());
            }
            List<String> answers = new ArrayList<>();
            for (Program program : programs) {
                answers.add(program.readLine());
            }
            assertThat(answers).containsOnlyOnce("only");
            assertThat(answers.stream().filter("it runs already"::equals)).hasSize(5);
        } finally {
            programs.forEach(Program::close);
        }
    }

    @Test
    void othersCanReadTheNumberButNotTakeTheLock() throws Exception {
        Machine.needsPosix(path);
        try (PidFile file = PidFile.tryCreate(path)) {
            assertThat(file).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-r--r--");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(path.resolveSibling("app.pid.lock"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileThatOthersWroteMeanwhileIsNotDeleted() throws Exception {
        try (PidFile file = PidFile.tryCreate(path)) {
            assertThat(file).isNotNull();
            Files.writeString(path, "4711\n");
        }
        assertThat(path).hasContent("4711\n");
    }

    @Test
    void closingTwiceTakesNothingFromTheNextOne() throws Exception {
        PidFile first = PidFile.tryCreate(path);
        assertThat(first).isNotNull();
        first.close();
        try (Program other = program()) {
            other.awaitLine("only");
            first.close();
            assertThat(path).hasContent(other.pid() + "\n");
        }
    }

    @Test
    void pythonTakesTheSameLock() throws Exception {
        Machine.needs("python3");
        try (Program python = Program.start("python3", "-c", """
                import fcntl, os, sys # as portalocker.PidFileLock does
                lock = open(sys.argv[1] + '.lock', 'a'); fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                open(sys.argv[1], 'w').write(str(os.getpid()))
                print('held', flush=True); sys.stdin.read()
                """, path.toString())) {
            python.awaitLine("held");
            assertThat(PidFile.tryCreate(path)).isNull();
            assertThat(PidFile.running(path)).hasValue(python.pid());
        }
    }

    @Test
    void aMissingDirectoryIsNamed() {
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> PidFile.tryCreate(path.resolve("no")))
                .withMessageContaining("app.pid: it does not exist; create the directory");
    }
}
