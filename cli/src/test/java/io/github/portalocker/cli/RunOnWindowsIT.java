package io.github.portalocker.cli;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(value = OS.WINDOWS, disabledReason = "needs Windows, or Wine: see docs/testing.md")
final class RunOnWindowsIT {
    @TempDir
    private Path dir;

    private String file() {
        return dir.resolve("lock").toString();
    }

    private Program hold(String... options) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("run"));
        command.addAll(List.of(options));
        command.addAll(List.of(file(), "--", Cli.JAVA, "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), EchoMain.class.getName(), "5"));
        Program holder = Cli.start(command.toArray(String[]::new));
        holder.awaitLine("held");
        return holder;
    }

    @Test
    void windowsIsChosen() throws Exception {
        assertThat(Cli.run("backends").output())
                .anySatisfy(line -> assertThat(line).startsWith("*").contains("windows", "WINDOWS", "chosen"))
                .anySatisfy(line -> assertThat(line).contains("posix-flock", "not for this platform"));
    }

    @Test
    void passesOnTheExitCodeOfACommand() throws Exception {
        assertThat(Cli.run("run", file(), "--", "cmd", "/c", "exit 42").exitCode())
                .isEqualTo(42);
        assertThat(Cli.run("run", file(), "--", "cmd.exe", "/c", "exit 0").exitCode())
                .isZero();
        assertThat(Cli.run("run", file(), "--", "cmd", "/c", "echo out")).isEqualTo(new Result(0, List.of("out")));
        assertThat(dir.resolve("lock")).isEmptyFile();
    }

    @Test
    void secondIsRefusedOrWaitsWhileTheFirstRuns() throws Exception {
        try (Program holder = hold()) {
            assertThat(Cli.run("run", "-n", file(), "--", "cmd", "/c", "exit 0").exitCode())
                    .isEqualTo(1);
            assertThat(Cli.run("run", "-w", "0.3", "-E", "7", "-s", file(), "--", "cmd", "/c", "exit 0")
                            .exitCode())
                    .isEqualTo(7);
            try (Program waiter = Cli.start("run", file(), "--", "cmd", "/c", "echo mine")) {
                assertThat(waiter.saysSomethingWithin(2_000)).isFalse();
                assertThat(holder.finish()).isEqualTo(5);
                waiter.awaitLine("mine");
                assertThat(waiter.finish()).isZero();
            }
        }
    }

    @Test
    void sharedHoldersRunTogetherAndNioIsInTheSameDomain() throws Exception {
        try (Program holder = hold("-s")) {
            assertThat(holder.process().isAlive()).isTrue();
            assertThat(Cli.run("run", "-s", "-n", file(), "--", "cmd", "/c", "exit 0")
                            .exitCode())
                    .isZero();
            assertThat(Cli.run("run", "-n", "--backend", "nio", file(), "--", "cmd", "/c", "exit 0")
                            .exitCode())
                    .isEqualTo(1);
        }
    }

    @Test
    void killedHolderFreesTheLock() throws Exception {
        try (Program holder = hold()) {
            holder.kill();
            assertThat(Cli.run("run", "-w", "30", file(), "--", "cmd", "/c", "exit 3")
                            .exitCode())
                    .isEqualTo(3);
        }
    }

    @Test
    void namesWithSpacesWork() throws Exception {
        String name = dir.resolve("a lock & more").toString();
        assertThat(Cli.run("run", name, "--", "cmd", "/c", "exit 4").exitCode()).isEqualTo(4);
        assertThat(Path.of(name)).exists();
    }

    @Test
    void messagesNameFilesInTheEncodingOfTheSystem() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("verr\u00fcckt"));
        Process process = new ProcessBuilder(Cli.command("run", folder.toString(), "--", "cmd", "/c", "exit 0"))
                .redirectErrorStream(true)
                .start();
        Charset encoding = Charset.forName(System.getProperty("native.encoding"));
        assertThat(new String(process.getInputStream().readAllBytes(), encoding))
                .contains(folder.toString(), "it is a directory");
        assertThat(process.waitFor()).isEqualTo(66);
    }

    /** Java gets its arguments in the code page of the system. */
    @Test
    void nameThatTheCodePageDoesNotHaveIsRefusedInsteadOfLockingAnotherFile() throws Exception {
        String name = "\u65e5\u672c";
        boolean known = Charset.forName(System.getProperty("sun.jnu.encoding"))
                .newEncoder()
                .canEncode(name);
        Result result = Cli.run("run", dir.resolve(name).toString(), "--", "cmd", "/c", "exit 4");
        assertThat(result.exitCode()).as(result.toString()).isEqualTo(known ? 4 : 64);
        assertThat(Files.exists(dir.resolve(name))).isEqualTo(known);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).hasSize(known ? 1 : 0);
        }
    }

    @Test
    void badInputGetsOneClearLine() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        fails(66, folder.toString(), "it is a directory");
        fails(66, dir.resolve("missing").resolve("lock").toString(), "directory does not exist");
        fails(64, dir + "\\a<b", "not possible here");
        Result result = Cli.run("run", file(), "--", "no-such-command");
        assertThat(result.exitCode()).isEqualTo(69);
        assertThat(result.output()).hasSize(1);
    }

    private static void fails(int exitCode, String path, String reason) throws Exception {
        Cli.run("run", path, "--", "cmd", "/c", "exit 0").requireFailure(exitCode, reason);
    }
}
