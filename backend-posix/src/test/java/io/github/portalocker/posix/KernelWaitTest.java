package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** Waits in the kernel, which only Linux has for now. */
@EnabledOnOs(OS.LINUX)
final class KernelWaitTest {
    private final FileLocker locker =
            FileLocker.builder().backend("posix-flock").build();

    /** The kernel's list shows who is blocked: {@code 1: -> FLOCK ADVISORY WRITE 4711 ...}. */
    private static long waitersInTheKernel(Path file) throws Exception {
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
            return locks.filter(line -> line.contains("->") && line.contains(inode))
                    .count();
        }
    }

    @Test
    void manyThreadsAreOneWaiterInTheKernel(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("posix-flock")) {
            other.lock(EXCLUSIVE, file);
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(Threads.start(() -> {
                    try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
                        return lock.isValid();
                    }
                }));
            }
            assertThat(tasks.get(7).isBlocked()).isTrue();
            assertThat(waitersInTheKernel(file)).isEqualTo(1);
            other.unlock(file);
            for (Task<Boolean> task : tasks) {
                assertThat(task.get()).isTrue();
            }
            assertThat(waitersInTheKernel(file)).isZero();
        }
    }

    @Test
    void threadsWaitingForAThreadOfTheirJvmStayOutOfTheKernel(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Task<HeldLock> waiter;
        try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
            waiter = Threads.start(() -> locker.lock(file, EXCLUSIVE));
            assertThat(waiter.isBlocked()).as("by " + lock).isTrue();
            assertThat(waitersInTheKernel(file)).isZero();
        }
        waiter.get().close();
    }

    @Test
    void propertyForcesPolling(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldLock lock = locker.lock(file, EXCLUSIVE);
                Program polling = Program.java(
                        List.of("-Dportalocker.wait=poll"),
                        io.github.portalocker.tck.Waiting.class,
                        "posix-flock",
                        file.toString())) {
            polling.awaitLine("waiting");
            Thread.sleep(200);
            assertThat(waitersInTheKernel(file)).isZero();
            lock.close();
            polling.awaitLine("acquired");
        }
    }

    private static int cancels() {
        return Integer.getInteger("portalocker.stress.seconds", 3) > 3 ? 10_000 : 500;
    }

    private void cancelAll(TestReporter reporter, Path dir, List<String> options, String meanwhile) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldLock lock = locker.lock(file, EXCLUSIVE)) {
            cancelAll(reporter, file, options, meanwhile, lock);
        }
    }

    private static void cancelAll(
            TestReporter reporter, Path file, List<String> options, String meanwhile, Object holder) throws Exception {
        try (Program program =
                Program.java(options, CancelMain.class, file.toString(), Integer.toString(cancels()), meanwhile)) {
            List<String> output = program.rest(300_000);
            assertThat(program.exitCode()).as(output + " beside " + holder).isZero();
            assertThat(output).last().asString().startsWith("cancelled " + cancels());
            reporter.publishEntry(options + " " + meanwhile, output.get(output.size() - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quiet", "gc"})
    void allCancellationsAreAcknowledged(String meanwhile, @TempDir Path dir, TestReporter reporter) throws Exception {
        cancelAll(reporter, dir, List.of(), meanwhile);
        cancelAll(reporter, dir, List.of("-Xcheck:jni"), meanwhile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-ofd", "posix-universal"})
    void cancellationsOfRecordLocksAreAcknowledged(String backend, @TempDir Path dir, TestReporter reporter)
            throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("posix-ofd")) { // universal waits with the first for the second
            other.lock(EXCLUSIVE, file);
            cancelAll(reporter, file, List.of("-Dportalocker.backend=" + backend), "quiet", other);
            other.unlock(file);
            for (String each : List.of("posix-flock", "posix-ofd")) {
                assertThat(FileLocker.builder().backend(each).build().tryLock(file, EXCLUSIVE))
                        .as(each)
                        .isPresent();
            }
        }
    }

    /** Two signals at once can swallow the one that matters: it has to be sent again. */
    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|aarch64", disabledReason = "offset of sa_flags")
    void cancellationsSurviveAStormOfRestartingSignals(@TempDir Path dir, TestReporter reporter) throws Exception {
        cancelAll(reporter, dir, List.of(), "prof");
    }

    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|aarch64", disabledReason = "offset of sa_flags")
    void foreignHandlerIsNoticedAndPollingTakesOver(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldLock lock = locker.lock(file, EXCLUSIVE);
                Program program = Program.java(List.of(), CancelMain.class, file.toString(), "1", "steal")) {
            assertThat(program.rest()).as("beside " + lock).startsWith("interrupted", "returned", "polled true");
            assertThat(program.exitCode()).isZero();
        }
    }
}
