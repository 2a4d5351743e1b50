package io.github.portalocker.posix.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A JVM in which not even a logger can be looked up. */
@EnabledOnOs(OS.LINUX)
final class LoggingTest {
    @TempDir
    private Path dir;

    /** Java 17 needs the name of the working directory to look up a logger, and the locale cannot decode it. */
    @Test
    void locksInAWorkingDirectoryWhoseNameCannotBeDecoded() throws Exception {
        String lines = "name=$(printf 'w\\351'); mkdir \"$1/$name\"; cd \"$1/$name\"; export LC_ALL=C";
        assertLocks(Circumstances.shell(lines, dir.toString()), List.of(), List.of(), "posix-flock");
    }

    @Test
    void locksWhereTheLoggerFinderDoesNotLoad() throws Exception {
        Files.createDirectories(dir.resolve("META-INF/services"));
        Files.writeString(dir.resolve("META-INF/services/java.lang.System$LoggerFinder"), "com.example.Missing\n");
        List<String> options = List.of("-Djdk.logger.finder.error=ERROR", "-Dportalocker.backend=nio");
        assertLocks(List.of(), options, List.of(dir.toString()), "nio"); // JNA needs a logger, too, on Java 25
    }

    private void assertLocks(
            List<String> circumstances, List<String> options, List<String> moreClassPath, String backend)
            throws Exception {
        List<String> classPath = new ArrayList<>(moreClassPath);
        classPath.add(WithoutJnaTest.absolute(System.getProperty("java.class.path")));
        List<String> command = new ArrayList<>(circumstances);
        command.addAll(Program.javaCommand(
                String.join(":", classPath),
                options,
                SelectionMain.class,
                dir.resolve("lock").toString()));
        try (Program program = Program.start(command)) {
            assertThat(program.rest()).contains("locked with " + backend);
        }
    }
}
