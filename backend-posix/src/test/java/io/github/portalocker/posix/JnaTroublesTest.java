package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.BackendInfo;
import io.github.portalocker.Portalocker;
import io.github.portalocker.spi.Availability.Unavailable;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What users are told when JNA does not load. */
@EnabledOnOs(OS.LINUX)
final class JnaTroublesTest {
    /** Says of each POSIX backend why it is unavailable, and what to do. */
    static final class Main {
        private Main() {}

        @SuppressWarnings("SystemOut") // read by the test
        public static void main(String[] arguments) {
            for (BackendInfo info : Portalocker.backends()) {
                if (info.availability() instanceof Unavailable unavailable) {
                    System.out.println("REMEDY " + info.name() + ": " + unavailable.remedy());
                }
            }
        }
    }

    /** Java reports a failed class initialization once, and to everybody else that there was one. */
    @Test
    void everyBackendNamesTheRemedyForAFolderThatCannotBeUsed(@TempDir Path dir) throws Exception {
        Path noFolder = Files.createFile(dir.resolve("file"));
        try (Program program = Program.java(List.of("-Djna.tmpdir=" + noFolder), Main.class)) {
            assertThat(program.rest().stream().filter(line -> line.startsWith("REMEDY posix-")))
                    .hasSize(3)
                    .allSatisfy(line ->
                            assertThat(line).contains("-Djna.tmpdir=DIR").doesNotContain("net.java.dev.jna"));
        }
    }
}
