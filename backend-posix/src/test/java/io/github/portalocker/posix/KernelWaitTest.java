package io.github.portalocker.posix;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.OpenOptions;
import io.github.portalocker.spi.PendingWait;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.EndingContract;
import io.github.portalocker.tck.KernelLocks;
import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.DisplayName;
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

    @Test
    @DisplayName("C2: many threads are one waiter in the kernel")
    void manyThreadsAreOneWaiterInTheKernel(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("posix-flock")) {
            other.lock(EXCLUSIVE, file);
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(Threads.start(() -> {
                    try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
                        return lock.isValid();
                    }
                }));
            }
            assertThat(tasks.get(7).isBlocked()).isTrue();
            KernelLocks.awaitWaiters(file, 1); // the list leaves out rows now and then
            assertThat(KernelLocks.waiters(file)).isLessThanOrEqualTo(1);
            other.unlock(file);
            for (Task<Boolean> task : tasks) {
                assertThat(task.get()).isTrue();
            }
            assertThat(KernelLocks.waiters(file)).isZero();
        }
    }

    @Test
    void threadsWaitingForAThreadOfTheirJvmStayOutOfTheKernel(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Task<HeldFileLock> waiter;
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            waiter = Threads.start(() -> locker.lock(file, EXCLUSIVE));
            assertThat(waiter.isBlocked()).as("by " + lock).isTrue();
            assertThat(KernelLocks.waiters(file)).isZero();
        }
        waiter.get().close();
    }

    @Test
    void propertyForcesPolling(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE);
                Program polling = Program.java(
                        List.of("-Dportalocker.wait=poll"),
                        io.github.portalocker.tck.Waiting.class,
                        "posix-flock",
                        file.toString())) {
            polling.awaitLine("waiting");
            Thread.sleep(200);
            assertThat(KernelLocks.waiters(file)).isZero();
            lock.close();
            polling.awaitLine("acquired");
        }
    }

    private static int cancels() {
        return Integer.getInteger("portalocker.stress.seconds", 3) > 3 ? 10_000 : 500;
    }

    private void cancelAll(TestReporter reporter, Path dir, List<String> options, String meanwhile) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            cancelAll(reporter, file, options, meanwhile, cancels(), lock);
        }
    }

    private static void cancelAll(
            TestReporter reporter, Path file, List<String> options, String meanwhile, int count, Object holder)
            throws Exception {
        try (Program program =
                Program.java(options, CancelMain.class, file.toString(), Integer.toString(count), meanwhile)) {
            List<String> output = program.rest(300_000);
            assertThat(program.exitCode()).as(output + " beside " + holder).isZero();
            assertThat(output).last().asString().startsWith("cancelled " + count + " ");
            reporter.publishEntry(options + " " + meanwhile, output.get(output.size() - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quiet", "gc"})
    @DisplayName("A14, L1, L2: all cancellations are acknowledged")
    void allCancellationsAreAcknowledged(String meanwhile, @TempDir Path dir, TestReporter reporter) throws Exception {
        cancelAll(reporter, dir, List.of(), meanwhile);
        cancelAll(reporter, dir, List.of("-Xcheck:jni"), meanwhile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-Xrs -XX:+AllowUserSignalHandlers", "-XX:StartFlightRecording:settings=profile"})
    @DisplayName("L2, L9: cancellations are acknowledged whatever the options of the JVM")
    void cancellationsAreAcknowledgedWhateverTheOptionsOfTheJvm(
            String options, @TempDir Path dir, TestReporter reporter) throws Exception {
        List<String> all = new ArrayList<>(List.of(options.split(" ", -1)));
        all.add("-XX:FlightRecorderOptions:repository=" + dir);
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            cancelAll(reporter, file, all, "quiet", cancels() / 5, lock);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-ofd", "posix-universal"})
    @DisplayName("L1: cancellations of record locks are acknowledged")
    void cancellationsOfRecordLocksAreAcknowledged(String backend, @TempDir Path dir, TestReporter reporter)
            throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("posix-ofd")) { // universal waits with the first for the second
            other.lock(EXCLUSIVE, file);
            cancelAll(reporter, file, List.of("-Dportalocker.backend=" + backend), "quiet", cancels(), other);
            other.unlock(file);
            for (String each : List.of("posix-flock", "posix-ofd")) {
                assertThat(FileLocker.builder().backend(each).build().tryLock(file, EXCLUSIVE))
                        .as(each)
                        .isNotNull();
            }
        }
    }

    /** Two signals at once can swallow the one that matters: it has to be sent again. */
    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|aarch64", disabledReason = "offset of sa_flags")
    @DisplayName("L2, L3: cancellations survive a storm of restarting signals")
    void cancellationsSurviveAStormOfRestartingSignals(@TempDir Path dir, TestReporter reporter) throws Exception {
        cancelAll(reporter, dir, List.of(), "prof");
    }

    @ParameterizedTest
    @ValueSource(strings = {"steal", "reset", "steal-all"})
    @DisplayName("L5, L6: handler that is not ours is noticed and polling takes over")
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|aarch64", disabledReason = "offset of sa_flags")
    void handlerThatIsNotOursIsNoticedAndPollingTakesOver(String how, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE);
                Program program = Program.java(List.of(), CancelMain.class, file.toString(), "1", how)) {
            assertThat(program.rest()).as("beside " + lock).startsWith("interrupted", "returned", "polled true");
            assertThat(program.exitCode()).isZero();
        }
    }

    /** Then no signal gets into the waiting thread: it is abandoned, until one does. */
    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|aarch64", disabledReason = "offset of sa_flags")
    void waitThatNoSignalReachesIsLeftInTimeAndEndedAsSoonAsOneDoes(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        List<String> command = new ArrayList<>(List.of("prlimit", "--sigpending=500"));
        command.addAll(Program.javaCommand(
                System.getProperty("java.class.path"), List.of(), CancelMain.class, file.toString(), "1", "taken"));
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE);
                Program program = Program.start(command)) {
            program.awaitLine("queue all signals");
            try (Program hoarder = Program.start("python3", "-c", EndingContract.HOARDER, "1000")) {
                hoarder.awaitLine("queued");
                program.send("g");
                program.awaitLine("in time true");
                KernelLocks.awaitWaiters(file, 1); // the list leaves out rows now and then
                assertThat(KernelLocks.waiters(file)).isLessThanOrEqualTo(1);
            }
            Threads.awaitThat(() -> KernelLocks.waiters(file) == 0, "the thread is out of the kernel");
            assertThat(lock.isValid()).isTrue();
            program.send("e");
            assertThat(program.exitCode()).isZero();
        }
    }

    /** A signal to a thread that has ended, or to another that has its number by now, could do anything. */
    @Test
    @DisplayName("L7: cancellation of a wait that is over reaches no thread")
    void cancellationOfAWaitThatIsOverReachesNoThread(@TempDir Path dir) throws Exception {
        try (FileHandle handle = new PosixFlockBackend().open(dir.resolve("lock"), OpenOptions.DEFAULT)) {
            for (int i = 0; i < 500; i++) {
                PendingWait wait = handle.newWait(EXCLUSIVE);
                assertThat(wait).isNotNull();
                Task<Boolean> waiter = Threads.start(() -> wait.await() != null);
                assertThat(wait.cancel()).isTrue(); // before, during or after: no other holder
                boolean acquired = waiter.get();
                waiter.thread().join();
                assertThat(wait.cancel()).isTrue();
                if (acquired) {
                    Handles.release(handle);
                }
            }
        }
    }

    @Test
    @DisplayName("M3: waiting in the kernel costs next to nothing")
    void waitingInTheKernelCostsNextToNothing(@TempDir Path dir, TestReporter reporter) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent waiter = Agent.start("posix-flock")) {
            HeldFileLock lock = locker.lock(file, EXCLUSIVE);
            waiter.send("lock", EXCLUSIVE, file);
            KernelLocks.awaitWaiters(file, 1);
            Thread.sleep(500); // for the JVM to come to rest
            Duration before = processorTime(waiter);
            Thread.sleep(1_000);
            Duration used = processorTime(waiter).minus(before);
            reporter.publishEntry("processor time in a second of waiting", used.toString());
            assertThat(used).isLessThanOrEqualTo(Duration.ofMillis(50));
            lock.close();
            assertThat(waiter.answer()).isEqualTo("held");
        }
    }

    private static Duration processorTime(Agent agent) {
        return ProcessHandle.of(agent.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow();
    }
}
