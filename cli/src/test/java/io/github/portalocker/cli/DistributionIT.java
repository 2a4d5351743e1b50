package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.cli.Cli.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code mvn package} leaves in {@code target/portalocker}. */
@EnabledOnOs(OS.LINUX)
final class DistributionIT {
    private static final String JAVA_HOME = "JAVA_HOME=" + System.getProperty("java.home");

    @TempDir
    private Path dir;

    private String lock() {
        return dir.resolve("lock").toString();
    }

    private static String read(String file) throws IOException {
        return Files.readString(Cli.DISTRIBUTION.resolve(file));
    }

    /** A copy in which something can be broken, with an archive. */
    private Path copy() throws Exception {
        Path copy = dir.resolve("a copy");
        assertThat(Cli.finish(List.of("cp", "-a", Cli.DISTRIBUTION.toString(), copy.toString()))
                        .exitCode())
                .isZero();
        Cli.finish(List.of("rm", "-rf", copy.resolve("lib/archives").toString()));
        assertThat(Cli.finish(List.of(copy.resolve("lib/make-archive").toString(), Cli.JAVA))
                        .exitCode())
                .isZero();
        return copy;
    }

    private static Path archive(Path copy) throws IOException {
        try (Stream<Path> files = Files.list(copy.resolve("lib/archives"))) {
            List<Path> archives = files.toList();
            assertThat(archives).hasSize(1);
            return archives.get(0);
        }
    }

    private Result runs(Path launcher) throws Exception {
        return Cli.finish(List.of("env", JAVA_HOME, launcher.toString(), "run", lock(), "echo", "ran"));
    }

    private static final Result RAN = new Result(0, List.of("ran"));

    @Test
    void manualAndCompletionsKnowEachOption() throws Exception {
        String manual = read("share/man/man1/portalocker.1").replace("\\-", "-");
        for (Option option : new RunCommand().syntax().options()) {
            for (String name : option.names()) {
                assertThat(manual).contains("--" + name);
            }
            String name = option.names().get(0);
            assertThat(read("share/completions/portalocker.bash")).contains("--" + name);
            assertThat(read("share/completions/portalocker.fish")).contains("-l " + name);
            assertThat(read("share/completions/_portalocker")).contains("--" + name);
        }
    }

    @Test
    void bashCompletes() throws Exception {
        String script = "source " + Cli.DISTRIBUTION.resolve("share/completions/portalocker.bash")
                + "; COMP_WORDS=(portalocker run --no); COMP_CWORD=2; _portalocker; echo ${COMPREPLY[*]}"
                + "; COMP_WORDS=(portalocker w); COMP_CWORD=1; _portalocker; echo ${COMPREPLY[*]}";
        assertThat(Cli.finish(List.of("bash", "-c", script)).output()).containsExactly("--nonblock --no-fork", "who");
    }

    @Test
    void launcherRunsWithBlanksInItsPathThroughLinksAndWithoutBash() throws Exception {
        Path copy = copy();
        assertThat(runs(copy.resolve("bin/portalocker"))).isEqualTo(RAN);
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("a copy/bin/portalocker"));
        assertThat(runs(link)).isEqualTo(RAN);
        assertThat(Cli.finish(List.of(
                        "env",
                        JAVA_HOME,
                        "sh",
                        copy.resolve("bin/portalocker").toString(),
                        "run",
                        lock(),
                        "echo",
                        "ran")))
                .isEqualTo(RAN);
        assertThat(Cli.finish(List.of(
                        "sh",
                        "-c",
                        "cd '" + copy + "' && " + JAVA_HOME + " bin/portalocker run " + lock() + " echo ran")))
                .isEqualTo(RAN);
    }

    @Test
    void archiveIsNamedByItsSize() throws Exception {
        Path archive = archive(copy());
        assertThat(archive.getFileName().toString()).endsWith("." + Files.size(archive) + extension());
    }

    private static String extension() {
        return Runtime.version().feature() >= 25 ? ".aot" : ".jsa";
    }

    @Test
    void archiveThatIsTruncatedOrOfAnotherJarIsPassedOverInSilence() throws Exception {
        Path copy = copy();
        Path launcher = copy.resolve("bin/portalocker");
        Path archive = archive(copy);
        Cli.finish(List.of("touch", copy.resolve("lib/portalocker.jar").toString()));
        assertThat(runs(launcher)).as("older than the jar").isEqualTo(RAN);
        Cli.finish(List.of("touch", archive.toString()));
        assertThat(runs(launcher)).as("not of this jar").isEqualTo(RAN);
        String name = archive.getFileName().toString();
        Path other = archive.resolveSibling(name.replaceAll("\\.\\d+\\.(jsa|aot)$", ".7.$1"));
        Files.move(archive, other);
        Files.writeString(other, "garbage");
        assertThat(runs(launcher)).as("no archive").isEqualTo(RAN);
        Files.writeString(other, "no");
        assertThat(runs(launcher)).as("truncated").isEqualTo(RAN);
    }

    @Test
    void whatJavaSaysGoesToTheErrorOutput() throws Exception {
        String run = Cli.quoted("run", dir.resolve("lock").toString(), "echo", "mine");
        assertThat(Cli.finish(List.of(
                        "sh", "-c", "JDK_JAVA_OPTIONS=-XX:+PrintFlagsFinal exec " + run + " 2>" + dir.resolve("err"))))
                .isEqualTo(new Result(0, List.of("mine")));
        assertThat(dir.resolve("err")).content().contains("PrintFlagsFinal");
    }

    @Test
    void missingOrOldJavaIsToldInOneLine() throws Exception {
        String launcher = Cli.launcher();
        Result none = Cli.finish(List.of("env", "-u", "JAVA_HOME", "PATH=/nowhere", launcher, "backends"));
        assertThat(none.exitCode()).isEqualTo(69);
        assertThat(none.output())
                .containsExactly(
                        "portalocker: there is no Java; install a JDK or JRE 17 or later, or set JAVA_HOME to one");
        Path old = Files.createDirectories(dir.resolve("old/bin")).getParent();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
        Files.copy(Path.of("/bin/true"), old.resolve("bin/java"));
        Result tooOld = Cli.finish(List.of("env", "JAVA_HOME=" + old, launcher, "backends"));
        assertThat(tooOld.exitCode()).isEqualTo(69);
        assertThat(tooOld.output()).hasSize(1);
        assertThat(tooOld.output().get(0)).contains("Java 1.8.0_402", "too old", "17 or later");
        Result wrong = Cli.finish(List.of("env", "JAVA_HOME=" + dir, launcher, "backends"));
        assertThat(wrong.output().get(0)).contains("JAVA_HOME is " + dir, "no bin/java");
    }
}
