package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@EnabledOnOs(OS.LINUX)
final class DoctorIT {
    @TempDir
    private Path dir;

    /** The one for flock(2) with the highest priority. */
    private static final String CHOSEN = Runtime.version().feature() < 22 ? "posix-flock" : "ffm-flock";

    private static final List<String> FLOCK = List.of("posix-flock", "posix-universal");
    private static final List<String> RECORD = List.of("posix-ofd", "posix-universal", "nio", "FileChannel");

    private static void examine(Path directory) throws Exception {
        Result result = Cli.run("doctor", directory.toString());
        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.output())
                .contains("directory:    " + directory)
                .contains("chosen:       " + CHOSEN)
                .anySatisfy(line -> assertThat(line).startsWith("holder").contains("posix-ofd", "nio", "FileChannel"))
                .anySatisfy(line -> assertThat(line).startsWith("OK: " + CHOSEN))
                .anySatisfy(line -> assertThat(line)
                        .contains("does not exclude FileChannel.lock", "posix-ofd or posix-universal."));
        Map<String, Set<String>> excluded = excluded(result);
        assertThat(excluded.keySet()).containsAll(FLOCK).containsAll(RECORD);
        excluded.forEach((holder, others) -> {
            String twin = holder.replace("ffm-", "posix-"); // the same locks
            Set<String> expected = new HashSet<>();
            if (FLOCK.contains(twin)) {
                expected.addAll(FLOCK);
            }
            if (RECORD.contains(twin)) {
                expected.addAll(RECORD);
            }
            assertThat(others)
                    .as(holder + " of " + result)
                    .isEqualTo(excluded.keySet().stream()
                            .filter(other -> expected.contains(other.replace("ffm-", "posix-")))
                            .collect(Collectors.toSet()));
        });
    }

    /** Whom each holder excludes, from the table. */
    private static Map<String, Set<String>> excluded(Result result) {
        List<String> table = result.output().stream()
                .dropWhile(line -> !line.startsWith("holder "))
                .takeWhile(line -> !line.isEmpty())
                .toList();
        List<String> names = List.of(table.get(0).split(" {2,}", -1));
        Map<String, Set<String>> excluded = new LinkedHashMap<>();
        for (String line : table.subList(1, table.size())) {
            List<String> row = List.of(line.split(" {2,}", -1));
            assertThat(row).hasSameSizeAs(names);
            Set<String> others = new HashSet<>();
            for (int i = 1; i < row.size(); i++) {
                assertThat(row.get(i)).isIn("excludes", "-");
                if (row.get(i).equals("excludes")) {
                    others.add(names.get(i));
                }
            }
            excluded.put(row.get(0), others);
        }
        return excluded;
    }

    @Test
    void temporaryDirectoryIsWellAndLeftAsItWas() throws Exception {
        examine(dir);
        assertThat(dir).isEmptyDirectory();
        assertThat(Cli.run("doctor", dir.toString()).output())
                .anySatisfy(line -> assertThat(line).matches("file system:  \\S+, mounted on /.* \\(r.*\\)"));
    }

    @Test
    void sharedMemoryIsWell() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "there is no writable /dev/shm");
        Path directory = Files.createTempDirectory(memory, "portalocker");
        try {
            examine(directory);
        } finally {
            Files.delete(directory); // fails if it is not empty
        }
    }

    @Test
    void anotherBackendCanBeJudged() throws Exception {
        Result result = Cli.run("doctor", "--backend", "posix-universal", dir.toString());
        assertThat(result.exitCode()).isZero();
        assertThat(result.output())
                .contains("chosen:       posix-universal")
                .last()
                .asString()
                .startsWith("OK: posix-universal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void interruptedExaminationCleansUp(String signal) throws Exception {
        try (Program doctor = Cli.start("doctor", dir.toString())) {
            Threads.awaitThat(() -> !isEmpty(dir), "the doctor is at work");
            Cli.finish(List.of("kill", "-s", signal, Long.toString(doctor.pid())));
            assertThat(doctor.exitCode()).isIn(130, 143);
            assertThat(doctor.process().descendants()).isEmpty();
        }
        assertThat(dir).isEmptyDirectory();
    }

    private static boolean isEmpty(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void fails(int exitCode, List<String> command, String line) throws Exception {
        assertThat(Cli.finish(command)).isEqualTo(new Result(exitCode, List.of(line)));
    }

    @Test
    void badDirectoriesGetOneClearLine() throws Exception {
        Path missing = dir.resolve("missing");
        fails(66, Cli.command("doctor", missing.toString()), "portalocker: there is no directory " + missing);
        Path file = Files.createFile(dir.resolve("file"));
        fails(66, Cli.command("doctor", file.toString()), "portalocker: " + file + " is no directory");
        Result result = Cli.finish(Cli.command("doctor", "/proc/self"));
        assertThat(result.exitCode()).isEqualTo(66);
        assertThat(result.output()).hasSize(1);
        assertThat(result.output().get(0)).startsWith("portalocker: cannot create a file in /proc/self: ");
    }

    static boolean canBecomeAnotherUser() throws Exception {
        return RunCommandIT.canBecomeAnotherUser();
    }

    @Test
    @EnabledIf(value = "canBecomeAnotherUser", disabledReason = "needs root and setpriv(1)")
    void directoryWithoutWritePermissionGetsOneClearLine() throws Exception {
        Path jar = Files.copy(Path.of(Cli.JAR), dir.resolve("portalocker.jar"));
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        command.addAll(List.of(Cli.JAVA, "-jar", jar.toString(), "doctor", dir.toString()));
        fails(66, command, "portalocker: cannot create a file in " + dir + ": permission denied");
    }
}
