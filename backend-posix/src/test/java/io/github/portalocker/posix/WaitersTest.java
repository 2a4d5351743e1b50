package io.github.portalocker.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockRange;
import io.github.portalocker.Portalocker;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.KernelLocks;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What Linux tells of those that wait for a lock. */
@EnabledOnOs(OS.LINUX)
final class WaitersTest {
    private static final String PYTHON = """
            import fcntl, sys, threading
            file = open(sys.argv[1], 'r+')
            def lock():
                getattr(fcntl, sys.argv[2])(file, getattr(fcntl, sys.argv[3]), *map(int, sys.argv[4:]))
                print('held', flush=True)
            thread = threading.Thread(target=lock, daemon=True)
            thread.start()
            sys.stdin.read()
            """;

    @TempDir
    private Path dir;

    private Path file() throws Exception {
        Path file = dir.resolve("lock");
        return Files.exists(file) ? file : Files.createFile(file);
    }

    /** Locks on a thread that is not the main one. */
    private Program python(String function, String mode, String... lengthAndPosition) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "-c", PYTHON, file().toString(), function, mode));
        command.addAll(List.of(lengthAndPosition));
        return Program.start(command);
    }

    @ParameterizedTest
    @CsvSource({"flock, FLOCK", "lockf, RECORD"})
    void threadOfPythonThatWaitsIsListedWithItsProcess(String function, String domain) throws Exception {
        try (Program holder = python(function, "LOCK_EX")) {
            holder.awaitLine("held");
            try (Program waiter = python(function, "LOCK_EX")) {
                KernelLocks.awaitWaiters(file(), 1);
                assertThat(Portalocker.waiters(file())).singleElement().satisfies(waits -> {
                    assertThat(waits.pid()).hasValue(waiter.pid());
                    assertThat(waits.host()).isEmpty();
                    assertThat(waits.command())
                            .get()
                            .asString()
                            .contains("python")
                            .endsWith(function + " LOCK_EX");
                    assertThat(waits.mode()).contains(EXCLUSIVE);
                    assertThat(waits.domain()).hasToString(domain);
                    assertThat(waits.range()).isEqualTo(LockRange.WHOLE_FILE);
                });
                assertThat(Searches.holders(file()))
                        .singleElement()
                        .satisfies(holds -> assertThat(holds.pid()).hasValue(holder.pid()));
            }
            assertThat(Portalocker.waiters(file())).isEmpty();
        }
    }

    @Test
    void waitEndsWithTheLock() throws Exception {
        try (Agent holder = Agent.start("posix-flock")) {
            holder.lock(EXCLUSIVE, file());
            try (Program waiter = Program.start("flock", file().toString(), "sh", "-c", "echo held; read unused")) {
                KernelLocks.awaitWaiters(file(), 1);
                assertThat(Portalocker.waiters(file())).singleElement().satisfies(waits -> {
                    assertThat(waits.pid()).hasValue(waiter.pid());
                    assertThat(waits.domain()).isEqualTo(LockDomain.FLOCK);
                });
                holder.unlock(file());
                waiter.awaitLine("held");
                assertThat(Portalocker.waiters(file())).isEmpty();
            }
        }
    }

    @Test
    void bytesThatAreWaitedForAreKnown() throws Exception {
        try (Program holder = python("lockf", "LOCK_EX")) {
            holder.awaitLine("held");
            try (Program waiter = python("lockf", "LOCK_EX", "5", "10")) {
                KernelLocks.awaitWaiters(file(), 1);
                assertThat(Portalocker.waiters(file()))
                        .extracting(LockHolder::pid, LockHolder::range)
                        .containsExactly(tuple(OptionalLong.of(waiter.pid()), new LockRange(10, 5)));
            }
        }
    }

    /** Linux lets the second one wait for the first one, which is to have the lock before it. */
    @Test
    void bothOfTwoWaitersAreKnown() throws Exception {
        try (Agent holder = Agent.start("posix-flock")) {
            holder.lock(EXCLUSIVE, file());
            try (Program writer = python("flock", "LOCK_EX")) {
                KernelLocks.awaitWaiters(file(), 1);
                try (Program reader = python("flock", "LOCK_SH")) {
                    KernelLocks.awaitWaiters(file(), 2);
                    assertThat(Portalocker.waiters(file()))
                            .extracting(LockHolder::pid, LockHolder::mode)
                            .containsExactlyInAnyOrder(
                                    tuple(OptionalLong.of(writer.pid()), Optional.of(EXCLUSIVE)),
                                    tuple(OptionalLong.of(reader.pid()), Optional.of(SHARED)));
                }
                assertThat(Portalocker.waiters(file()))
                        .extracting(LockHolder::pid)
                        .containsExactly(OptionalLong.of(writer.pid()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-universal"})
    void otherJvmThatWaitsIsKnown(String backend) throws Exception {
        try (Agent holder = Agent.start("posix-flock");
                Agent waiter = Agent.start(backend)) {
            holder.lock(EXCLUSIVE, file());
            waiter.send("lock", SHARED, file());
            KernelLocks.awaitWaiters(file(), 1);
            assertThat(Portalocker.waiters(file())).singleElement().satisfies(waits -> {
                assertThat(waits.pid()).hasValue(waiter.pid());
                assertThat(waits.mode()).contains(SHARED);
                assertThat(waits.domain()).isEqualTo(LockDomain.FLOCK);
            });
            waiter.kill();
            assertThat(Portalocker.waiters(file())).isEmpty();
        }
    }

    /** Linux notes no process for them: that of the file descriptor counts. */
    @Test
    void processesThatWaitForLocksOfOpenFilesAreNotTold() throws Exception {
        try (Agent holder = Agent.start("posix-ofd");
                Agent first = Agent.start("posix-ofd");
                Agent second = Agent.start("posix-ofd")) {
            holder.lock(EXCLUSIVE, file());
            first.send("lock", EXCLUSIVE, file());
            second.send("lock", EXCLUSIVE, file());
            KernelLocks.awaitWaiters(file(), 2);
            LockHolder unknown =
                    LockHolder.of(LockDomain.RECORD, LockRange.WHOLE_FILE).withMode(EXCLUSIVE);
            assertThat(Portalocker.waiters(file())).containsExactly(unknown, unknown);
        }
    }

    @Test
    void onlyTheFirstOfTheThreadsOfAJvmWaitsInTheKernel() throws Exception {
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        try (Agent holder = Agent.start("posix-flock")) {
            holder.lock(EXCLUSIVE, file());
            CompletableFuture<HeldFileLock> first = locker.lockAsync(file(), EXCLUSIVE);
            CompletableFuture<HeldFileLock> second = locker.lockAsync(file(), EXCLUSIVE);
            try {
                KernelLocks.awaitWaiters(file(), 1);
                assertThat(Portalocker.waiters(file()))
                        .extracting(LockHolder::toString)
                        .containsExactly("this process, flock, exclusive");
            } finally {
                first.cancel(true);
                second.cancel(true);
            }
        }
    }

    @Test
    void threadThatWaitsForAnotherOneOfItsJvmIsNotKnown() throws Exception {
        FileLocker locker = FileLocker.builder().backend("posix-flock").build();
        try (HeldFileLock lock = locker.lock(file(), EXCLUSIVE)) {
            CompletableFuture<HeldFileLock> waiting = locker.lockAsync(file(), EXCLUSIVE);
            assertThat(waiting).as("beside " + lock).isNotDone();
            assertThat(Portalocker.waiters(file())).isEmpty();
            waiting.cancel(true);
        }
    }

    @Test
    void waitThatIsPolledIsNotKnown() throws Exception {
        try (Agent holder = Agent.start("nio");
                Agent waiter = Agent.start("nio")) {
            holder.lock(EXCLUSIVE, file());
            waiter.send("lock", EXCLUSIVE, file());
            assertThat(waiter.answersWithin(300)).isFalse();
            assertThat(Portalocker.waiters(file())).isEmpty();
        }
    }

    @Test
    void fileThatIsFreeOrMissingHasNoWaiters() throws Exception {
        assertThat(Portalocker.waiters(file())).isEmpty();
        assertThat(Portalocker.waiters(dir.resolve("missing"))).isEmpty();
        assertThat(Portalocker.waiters(dir)).isEmpty();
    }
}
