package io.github.portalocker.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.cli.Cli.Result;
import io.github.portalocker.tck.Program;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code run --slots}. */
final class SlotsIT {
    @TempDir
    private Path dir;

    private String file() {
        return dir.resolve("downloads").toString();
    }

    private Program holder() throws Exception {
        return holder("cat");
    }

    private Program holder(String last) throws Exception {
        Program holder = Cli.start("run", "--slots", "2", file(), "--", "sh", "-c", "echo held; " + last);
        holder.awaitLine("held");
        return holder;
    }

    private Result attempt() throws Exception {
        return Cli.run("run", "--slots=2", "-n", "-E", "9", file(), "echo", "mine");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void commandBeyondTheNumberIsRefusedOrWaits() throws Exception {
        List<String> files = List.of("downloads.00.lock", "downloads.01.lock", "downloads.turnstile.lock");
        try (Program first = holder();
                Program second = holder()) {
            assertThat(attempt()).isEqualTo(new Result(9, List.of()));
            try (Program waiter = Cli.start("run", "--slots", "2", file(), "echo", "mine")) {
                assertThat(waiter.saysSomethingWithin(1_000)).isFalse();
                assertThat(first.finish()).isZero();
                waiter.awaitLine("mine");
                assertThat(waiter.exitCode()).isZero();
            }
            assertThat(attempt()).isEqualTo(new Result(0, List.of("mine")));
            assertThat(second.finish()).isZero();
        }
        try (Stream<Path> found = Files.list(dir)) {
            assertThat(found.map(path -> path.getFileName().toString())).containsExactlyInAnyOrderElementsOf(files);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void slotStaysWithTheCommandWhenPortalockerIsKilled() throws Exception {
        List<ProcessHandle> commands = Collections.synchronizedList(new ArrayList<>());
        try (Program first = holder("sleep 100"); // killed, it no longer has an input
                Program second = holder()) {
            first.process().descendants().forEach(commands::add);
            first.kill();
            assertThat(attempt().exitCode()).isEqualTo(9);
            commands.forEach(ProcessHandle::destroyForcibly);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(attempt().exitCode()).isZero());
            assertThat(second.finish()).isZero();
        } finally {
            commands.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void badInputIsToldAndCreatesNothing() throws Exception {
        String file = file();
        assertBad(64, "'0'", "--slots", "0", file);
        assertBad(64, "'many'", "--slots", "many", file);
        assertBad(64, "without --name, -s", "--slots", "2", "-s", file);
        assertBad(64, "a second -f", "--slots", "2", "-f", file, "-f", file + "2");
        if (Cli.IS_LINUX) { // Windows has no such paths
            assertBad(64, "blanks", "--slots", "2", file + " ");
        }
        assertBad(66, "nodir", "--slots", "2", dir.resolve("nodir").resolve("x").toString());
        try (Stream<Path> found = Files.list(dir)) {
            assertThat(found).isEmpty();
        }
    }

    private static void assertBad(int exitCode, String message, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(List.of(options));
        words.addAll(List.of("echo", "ran"));
        Result result = Cli.run(words.toArray(new String[0]));
        assertThat(result.exitCode()).as(result.toString()).isEqualTo(exitCode);
        assertThat(result.output().get(0)).contains(message);
        assertThat(result.output()).doesNotContain("ran");
    }
}
