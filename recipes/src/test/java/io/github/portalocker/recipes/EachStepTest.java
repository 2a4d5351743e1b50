package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.portalocker.tck.Program;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process is killed, or stopped and continued, at each system call that has to do with the files of a recipe (strace(1)): what it
 * leaves is a state that the recipe allows, and the next one goes on.
 *
 * <p>By default at a few of those calls only; with {@code -Dportalocker.steps=all} ({@code proof/each-step}) at all of them.
 */
final class EachStepTest {
    private static final boolean ALL = "all".equals(System.getProperty("portalocker.steps"));
    private static final Set<String> UPDATE = Set.of("write", "pwrite64", "fsync", "chmod", "rename", "flock");
    private static final Pattern CALL = Pattern.compile("^\\d+ +([a-z0-9_]+)\\(.*");

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void needsStrace() throws Exception {
        folder = temporary.toRealPath();
        Machine.needs("strace");
        Machine.needsToRun("strace", "-f", "-o", "/dev/null", "true");
    }

    /** A recipe at work in a child JVM, and what must hold when it was killed. */
    private record Recipe(
            Set<String> calls, Class<?> main, List<String> arguments, List<Path> files, Check afterwards) {
        List<String> command(List<Path> only, String... meddling) {
            return Machine.strace(
                    only,
                    List.of(meddling),
                    Program.javaCommand(
                            System.getProperty("java.class.path"), List.of(), main, arguments.toArray(String[]::new)));
        }
    }

    private interface Check {
        void run() throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> update() throws Exception {
        Path data = folder.resolve("data");
        LockedFile file = LockedFile.of(data);
        file.update(Version::next);
        if (Access.isKnown(data)) {
            Files.setPosixFilePermissions(
                    data, PosixFilePermissions.fromString("rw-r--r--")); // must be given to the new file
        }
        int[] before = {1};
        return steps(new Recipe(
                UPDATE,
                FileMain.class,
                List.of(data.toString(), "full", "1", "0"),
                List.of(data, folder.resolve(".data.new"), folder.resolve("data.lock"), folder),
                () -> {
                    int now = Version.of(file.read());
                    assertThat(now).isBetween(before[0], before[0] + 1);
                    file.update(Version::next, Duration.ofSeconds(10));
                    before[0] = Version.of(file.readLocked());
                    assertThat(before[0]).isEqualTo(now + 1);
                    assertThat(names()).containsExactly("data", "data.lock");
                }));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> append() throws Exception {
        Path data = folder.resolve("lines");
        LockedFile file = LockedFile.of(data);
        file.append(new byte[0]);
        List<List<String>> before = new ArrayList<>(List.of(Files.readAllLines(data)));
        return steps(new Recipe(
                Set.of("write", "pwrite64"),
                FileMain.class,
                List.of(data.toString(), "append", "1", "0"),
                List.of(data, folder.resolve("lines.lock"), folder),
                () -> {
                    file.append(new byte[] {'.'});
                    List<String> now = Files.readAllLines(data);
                    List<String> old = before.set(0, now);
                    assertThat(now.subList(0, old.size())).isEqualTo(old);
                    assertThat(now.size() - old.size()).isBetween(1, 2);
                    assertThat(now.subList(old.size(), now.size()))
                            .allMatch(line -> line.equals(".") || line.matches("(\\d+) x* \\1"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> semaphore() throws Exception {
        FileSemaphore semaphore = FileSemaphore.in(folder, "s", 2);
        return steps(new Recipe(
                Set.of("flock"),
                SemaphoreMain.class,
                List.of(folder.toString(), "2", "once"),
                List.of(folder.resolve("s.00.lock"), folder.resolve("s.01.lock"), folder.resolve("s.turnstile.lock")),
                () -> {
                    try (FileSemaphore.Permit one = semaphore.acquire(Duration.ofSeconds(10));
                            FileSemaphore.Permit two = semaphore.acquire(Duration.ofSeconds(10))) {
                        assertThat(one.slot() + two.slot()).isEqualTo(1);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> pidFile() throws Exception {
        Path path = folder.resolve("app.pid");
        return steps(new Recipe(
                Set.of("rename"),
                PidMain.class,
                List.of(path.toString(), "once"),
                List.of(path, folder.resolve(".app.pid.new"), folder.resolve("app.pid.lock")),
                () -> {
                    assertThat(PidFile.isRunning(path)).isFalse();
                    try (PidFile file = PidFile.tryCreate(path)) {
                        assertThat(file).isNotNull();
                        assertThat(path).hasContent(ProcessHandle.current().pid() + "\n");
                    }
                    assertThat(names()).containsExactly("app.pid.lock");
                }));
    }

    @TestFactory
    Stream<DynamicTest> singleInstance() throws Exception {
        SingleInstance instance = SingleInstance.in(folder, "app");
        return steps(new Recipe(
                Set.of("rename"),
                InstanceMain.class,
                List.of(folder.toString(), "socket", "once", "10"),
                List.of(
                        folder.resolve("app.lock"),
                        folder.resolve("app.address"),
                        folder.resolve(".app.address.new"),
                        folder.resolve("app.sock"),
                        folder.resolve(".app.sock.new")),
                () -> {
                    try (SingleInstance.Outcome first = instance.become(List.of(), request -> 5)) {
                        assertThat(first).isInstanceOf(SingleInstance.Primary.class);
                        assertThat(instance.become(List.of(), request -> 1))
                                .isEqualTo(new SingleInstance.HandedOver(5));
                    }
                    assertThat(names()).containsExactly("app.lock");
                }));
    }

    /** A start that hands over is killed: the instance goes on, and serves the next one. */
    @TestFactory
    Stream<DynamicTest> handingOver() throws Exception {
        SingleInstance instance = SingleInstance.in(folder, "app");
        SingleInstance.Outcome first = instance.become(List.of(), request -> 0);
        return steps(new Recipe(
                        Set.of("flock"),
                        InstanceMain.class,
                        List.of(folder.toString(), "socket", "once", "10", ""),
                        List.of(folder.resolve("app.lock"), folder.resolve("app.address"), folder.resolve("app.sock")),
                        () -> assertThat(instance.become(List.of("x"), request -> 1))
                                .isEqualTo(new SingleInstance.HandedOver(0))))
                .onClose(() -> close(first));
    }

    private static void close(SingleInstance.Outcome outcome) {
        try {
            outcome.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** At each call, killed; and at each call, stopped for a while. */
    private Stream<DynamicTest> steps(Recipe recipe) throws IOException, InterruptedException {
        List<DynamicTest> tests = new ArrayList<>();
        Map<String, Integer> calls = calls(recipe);
        assertThat(calls).isNotEmpty();
        calls.forEach((call, times) -> {
            for (int i = 1; i <= times; i++) {
                String when = call + " " + i + " of " + times;
                String injection = "inject=" + call + ":signal=%s:when=" + i;
                tests.add(DynamicTest.dynamicTest(
                        "killed at " + when, () -> killed(recipe, String.format(injection, "SIGKILL"))));
                if (ALL || (call.equals("rename") && recipe.calls.equals(UPDATE))) {
                    tests.add(DynamicTest.dynamicTest(
                            "stopped at " + when, () -> stopped(recipe, String.format(injection, "SIGSTOP"))));
                }
            }
        });
        return tests.stream();
    }

    /** How often it makes which call. */
    private Map<String, Integer> calls(Recipe recipe) throws IOException, InterruptedException {
        Path trace = temporary.resolveSibling(temporary.getFileName() + ".trace");
        List<String> command = new ArrayList<>(recipe.command(recipe.files));
        command.set(command.indexOf("/dev/null"), trace.toString());
        try {
            Machine.run(command.toArray(String[]::new));
            Map<String, Integer> calls = new TreeMap<>();
            for (String line : Files.readAllLines(trace)) {
                Matcher call = CALL.matcher(line);
                if (call.matches() && (ALL || recipe.calls.contains(call.group(1)))) {
                    calls.merge(call.group(1), 1, Integer::sum);
                }
            }
            return calls;
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    private static void killed(Recipe recipe, String injection) throws Exception {
        try (Program program = Program.start(recipe.command(recipe.files, injection))) {
            program.finish();
            program.rest();
        }
        recipe.afterwards.run();
    }

    private static void stopped(Recipe recipe, String injection) throws Exception {
        try (Program program = Program.start(recipe.command(recipe.files, injection))) {
            Thread.sleep(ALL ? 1_200 : 600); // it starts, and is stopped meanwhile
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> continued(program)); // a signal that comes too early is of no use
            assertThat(program.rest()).last().isIn("done", "handed over");
        }
        recipe.afterwards.run();
    }

    private static boolean continued(Program program) throws IOException, InterruptedException {
        for (ProcessHandle child : program.process().descendants().toList()) {
            try (Program kill = Program.start("kill", "-CONT", Long.toString(child.pid()))) {
                kill.finish(); // in vain if it has just ended
            }
        }
        return !program.process().isAlive();
    }
}
