package io.github.portalocker.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.portalocker.cli.Cli.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
final class BackendsIT {
    @TempDir
    private Path dir;

    private static final boolean HAS_FFM = Runtime.version().feature() >= 22;
    private static final String CHOSEN = HAS_FFM ? "ffm-flock" : "posix-flock";

    @Test
    void listsWhatIsChosenAndWhyTheOthersAreNot() throws Exception {
        Result result = Cli.run("backends");
        assertThat(result.exitCode()).isZero();
        assertThat(result.output())
                .anySatisfy(
                        line -> assertThat(line).startsWith("* " + CHOSEN + " ").contains("FLOCK", "chosen"))
                .anySatisfy(line -> assertThat(line).contains("nio", "RECORD", "available, not chosen"));
    }

    @Test
    void versionNamesTheBuildAndTheSystem() throws Exception {
        Result result = Cli.run("--version");
        assertThat(result.exitCode()).isZero();
        assertThat(result.output().get(0)).matches("portalocker \\d+\\.\\d+.*");
    }

    /** The class path of these tests, without some of its jars or modules. */
    private static List<String> without(List<String> names, String... options) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> names.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(Cli.JAVA));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, "io.github.portalocker.cli.Main"));
        return command;
    }

    private static List<String> run(List<String> java, Path file) {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("run", file.toString(), "--", "echo", "ran"));
        return command;
    }

    @Test
    void missingJnaIsNotReplacedByNioSilently() throws Exception {
        List<String> missing = List.of("/jna-5", "backend-ffm");
        Result refused = Cli.finish(run(without(missing), dir.resolve("lock")));
        assertThat(refused.exitCode()).isEqualTo(69);
        assertThat(String.join(" ", refused.output()))
                .contains("posix-flock", "JNA is missing", "add net.java.dev.jna:jna", "-Dportalocker.backend=nio");
        assertThat(dir).isEmptyDirectory();

        Result accepted = Cli.finish(run(without(missing, "-Dportalocker.backend=nio"), dir.resolve("lock")));
        assertThat(accepted).isEqualTo(new Result(0, List.of("ran")));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_22, disabledReason = "earlier Java cannot call the system without JNA")
    void jnaIsNotNeededWhereJavaItselfCallsTheSystem() throws Exception {
        List<String> java = without(List.of("/jna-5"), "--enable-native-access=ALL-UNNAMED");
        assertThat(Cli.finish(run(java, dir.resolve("lock")))).isEqualTo(new Result(0, List.of("ran")));
    }

    static boolean canMount() throws Exception {
        return Cli.finish(List.of("unshare", "-rm", "true")).exitCode() == 0;
    }

    @Test
    @EnabledIf(value = "canMount", disabledReason = "needs unshare(1) and the right to mount")
    void executableJarRunsWhereNothingCanBeExecutedIfJavaItselfCallsTheSystem() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("noexec"));
        String java = Cli.quoted(Cli.jar("run", dir.resolve("lock").toString(), "echo", "ran"))
                .replace("'-jar'", "-Djava.io.tmpdir=" + folder + " -Djna.tmpdir=" + folder + " -jar");
        String script = "mount -t tmpfs -o noexec none " + folder + " && exec " + java;
        Result result = Cli.finish(List.of("unshare", "-rm", "sh", "-c", script));
        if (HAS_FFM) {
            assertThat(result).isEqualTo(new Result(0, List.of("ran")));
        } else {
            assertThat(result.exitCode()).isEqualTo(69);
            assertThat(String.join(" ", result.output())).contains("noexec", "-Djna.tmpdir");
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "earlier Java does not deny native access")
    void deniedNativeAccessIsNotReplacedByNioSilently() throws Exception {
        List<String> denied = List.of(
                Cli.JAVA,
                "--illegal-native-access=deny",
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.portalocker.cli.Main");
        Result refused = Cli.finish(run(denied, dir.resolve("lock")));
        assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(69);
        assertThat(String.join(" ", refused.output()))
                .contains(CHOSEN, "denies native access", "--enable-native-access=ALL-UNNAMED", "nio");
        assertThat(dir).isEmptyDirectory();

        List<String> nio = new ArrayList<>(denied);
        nio.add(1, "-Dportalocker.backend=nio");
        assertThat(Cli.finish(run(nio, dir.resolve("lock")))).isEqualTo(new Result(0, List.of("ran")));
    }
}
