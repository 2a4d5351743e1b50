package io.github.portalocker.posix.faults;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** JNA is not there, or cannot load its native library. */
@EnabledOnOs(OS.LINUX)
final class WithoutJnaTest {
    @TempDir
    private Path dir;

    private Program start(String trouble, String backend) throws Exception {
        boolean missing = trouble.equals("missing");
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !missing || !entry.contains("/jna-5"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> options = missing ? List.of() : List.of("-Djna.nosys=true", "-Djna.nounpack=true");
        return Program.start(
                Program.javaCommand(classPath, options, LimitsMain.class, backend, "list", dir.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "unloadable"})
    @DisplayName("I11: without JNA nothing is locked in another lock space in silence: it fails, and says what to do")
    void otherLockSpaceIsNotChosenInSilence(String trouble) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        try (Program program = start(trouble, "automatic")) {
            assertThat(String.join("\n", program.rest()))
                    .contains("BackendUnavailableException", "posix-flock", "JNA", "-Dportalocker.backend=nio")
                    .contains(trouble.equals("missing") ? "add net.java.dev.jna:jna" : "-Djna.tmpdir=DIR");
            assertThat(program.exitCode()).isEqualTo(1);
        }
        try (Program program = start(trouble, "nio")) {
            assertThat(program.readLine()).isEqualTo("true");
            program.awaitLine("ready");
            assertThat(Agents.isFree("posix-ofd", file)).isFalse();
        }
    }
}
