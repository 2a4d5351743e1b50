package io.github.portalocker.posix;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Portalocker;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@EnabledOnOs(OS.LINUX)
final class HoldersTest {
    /** A tenth of it, and 10 ms, are there to look for the holders. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final String PYTHON = """
            import fcntl, sys
            file = open(sys.argv[1], 'a')
            getattr(fcntl, sys.argv[2])(file, fcntl.LOCK_EX)
            print('held', flush=True)
            sys.stdin.read()
            """;

    @TempDir
    private Path dir;

    private static OptionalLong pid(Program program) {
        return OptionalLong.of(program.pid());
    }

    private static LockHolder only(Path file) {
        List<LockHolder> holders = Searches.holders(file);
        assertThat(holders).hasSize(1);
        return holders.get(0);
    }

    @Test
    void freeOrMissingFileHasNoHolders() throws Exception {
        assertThat(Portalocker.holders(Files.createFile(dir.resolve("free")))).isEmpty();
        assertThat(Portalocker.holders(dir.resolve("missing"))).isEmpty();
        assertThat(Portalocker.holders(dir)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"flock, FLOCK", "lockf, RECORD"})
    void pythonIsFoundWithItsCommandLine(String function, String domain) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        try (Program python = Program.start("python3", "-c", PYTHON, file.toString(), function)) {
            python.awaitLine("held");
            LockHolder holder = only(file);
            assertThat(holder.pid()).isEqualTo(pid(python));
            assertThat(holder.command()).get().asString().contains("python").endsWith(file + " " + function);
            assertThat(holder.mode()).contains(EXCLUSIVE);
            assertThat(holder.domain()).hasToString(domain);
        }
        assertThat(Portalocker.holders(file)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"posix-flock, FLOCK", "posix-ofd, RECORD", "nio, RECORD"})
    void agentOfEachBackendIsFound(String backend, String domain) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent agent = Agent.start(backend)) {
            agent.lock(SHARED, file);
            LockHolder holder = only(file);
            assertThat(holder.pid()).hasValue(agent.pid());
            assertThat(holder.mode()).contains(SHARED);
            assertThat(holder.domain()).hasToString(domain);
        }
    }

    /** The shell has the open file; flock(1), which locked it, has long ended. */
    @Test
    void ownerOfTheOpenFileIsFoundWhenTheLockingProcessIsGone() throws Exception {
        Path file = dir.resolve("lock");
        try (Program shell = Program.start("sh", "-c", "exec 9>" + file + "; flock 9; echo held; read unused")) {
            shell.awaitLine("held");
            assertThat(only(file).pid()).isEqualTo(pid(shell));
        }
    }

    @Test
    void waitersAreNoHolders() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent holder = Agent.start("posix-flock");
                Program waiter = startWaiting(holder, file)) {
            assertThat(only(file).pid()).as("beside " + waiter.pid()).hasValue(holder.pid());
        }
    }

    private static Program startWaiting(Agent holder, Path file) throws Exception {
        holder.lock(EXCLUSIVE, file);
        Program waiter = Program.start("flock", file.toString(), "true");
        assertThat(waiter.saysSomethingWithin(300)).isFalse();
        return waiter;
    }

    @Test
    void timeoutNamesTheHolders() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        try (Program python = Program.start("python3", "-c", PYTHON, file.toString(), "flock")) {
            python.awaitLine("held");
            LockTimeoutException timeout = timeout("posix-flock", file, SHARED);
            assertThat(timeout)
                    .hasMessageContainingAll("; held by " + python.pid() + " (", "python", "), flock, exclusive");
            assertThat(timeout.holders()).extracting(LockHolder::pid).containsExactly(pid(python));
            assertThat(timeout.waited()).isBetween(TIMEOUT, TIMEOUT.multipliedBy(10));
        }
    }

    @Test
    void whoAsksForOneAttemptDoesNotPayForASearch() throws Exception {
        Path file = dir.resolve("lock");
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        HeldFileLock lock = locker.lock(file, EXCLUSIVE);
        assertThatThrownBy(() -> locker.lock(file, SHARED, Duration.ZERO))
                .as("beside " + lock)
                .isInstanceOfSatisfying(LockTimeoutException.class, e -> {
                    assertThat(e.waited()).isZero();
                    assertThat(e.holders()).isEmpty();
                })
                .hasMessageContaining("tried once");
        lock.close();
    }

    /** To look at all its descriptors takes half a second or more. */
    @Test
    void noTimeoutIsLateBecauseAHolderHasManyDescriptors() throws Exception {
        String python = """
                import os, resource, sys
                most = min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
                keep = [os.open("/dev/null", os.O_RDONLY) for _ in range(most - 100)]
                """ + PYTHON;
        Path file = Files.createFile(dir.resolve("lock"));
        try (Program holder = Program.start("python3", "-c", python, file.toString(), "flock")) {
            holder.awaitLine("held");
            Duration timeout = Duration.ofMillis(50);
            FileLocker locker = FileLocker.builder().backend("posix-flock").build();
            long start = System.nanoTime();
            for (int i = 0; i < 40; i++) {
                assertThatThrownBy(() -> locker.lock(file, EXCLUSIVE, timeout))
                        .isInstanceOf(LockTimeoutException.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void timeoutCallsThisProcessByName() throws Exception {
        Path file = dir.resolve("lock");
        for (String backend : List.of("posix-flock", "posix-ofd", "posix-universal")) {
            HeldFileLock lock =
                    requireNonNull(FileLocker.builder().backend(backend).build().tryLock(file, EXCLUSIVE));
            assertThat(timeout(backend, file, EXCLUSIVE))
                    .as("beside " + lock)
                    .hasMessageMatching("(?s).*; held by this process, (flock|record), exclusive");
            lock.close();
        }
    }

    @Test
    void propertyKeepsHoldersOutOfMessages() throws Exception {
        Path file = dir.resolve("lock");
        System.setProperty("portalocker.holders", "off");
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        try (HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            assertThatThrownBy(() -> locker.lock(file, EXCLUSIVE, TIMEOUT))
                    .as("beside " + lock)
                    .hasMessageContaining("waited")
                    .hasMessageNotContaining("held by");
        } finally {
            System.clearProperty("portalocker.holders");
        }
    }

    @Test
    void timeoutNamesOnlyHoldersThatAreInTheWay() throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock lock = FileLocker.builder().backend("posix-flock").build().lock(file, SHARED);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock other = channel.lock();
                Agent agent = Agent.start("posix-flock")) {
            agent.lock(SHARED, file);
            assertThat(timeout("posix-flock", file, EXCLUSIVE))
                    .as("beside " + lock + " and " + other)
                    .hasMessageContainingAll("this process, flock, shared", agent.pid() + " (")
                    .hasMessageNotContaining("record,");
        }
        lock.close();
    }

    private static LockTimeoutException timeout(String backend, Path file, LockMode mode) throws Exception {
        FileLocker locker = FileLocker.builder().backend(backend).build();
        return TimedOut.withHolders(() -> locker.lock(file, mode, TIMEOUT));
    }

    /** A lock of FileChannel would be gone if the file were opened and closed. */
    @Test
    void lookingDropsNoLockOfThisJvm() throws Exception {
        Path file = dir.resolve("lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock();
                Agent agent = Agent.start("nio")) {
            assertThat(only(file).toString()).isEqualTo("this process, record, exclusive");
            assertThat(agent.tryLock(EXCLUSIVE, file)).as("beside " + lock).isFalse();
        }
    }

    @Test
    void processesThatComeAndGoDoNotDisturb() throws Exception {
        Path file = dir.resolve("lock");
        try (Program churn = Program.start(
                        "sh", "-c", "while :; do flock -s " + file + " true; flock -s -o " + file + " true; done");
                Agent agent = Agent.start("posix-ofd")) {
            agent.lock(EXCLUSIVE, file);
            int finished = 0;
            for (int i = 0; finished < 50; i++) {
                assertThat(i)
                        .as("searches, of which %s were finished", finished)
                        .isLessThan(500);
                long start = System.nanoTime();
                List<LockHolder> holders = Portalocker.holders(file);
                if (System.nanoTime() - start < Searches.LONGEST_NANOS) {
                    assertThat(holders)
                            .as("beside " + churn.pid())
                            .anySatisfy(holder -> assertThat(holder.pid()).hasValue(agent.pid()));
                    finished++;
                }
            }
        }
    }
}
