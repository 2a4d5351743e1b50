package io.github.portalocker.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.tck.Threads.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Who keeps whom out: between processes, between threads, between descriptors.
 *
 * @since 0.1.0
 */
public interface ExclusionContract extends ContractBase {

    @Test
    @DisplayName("A1, A2, B1: second process is refused while held")
    default void secondProcessIsRefusedWhileHeld(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
                assertThat(lock.isValid()).isTrue();
                assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
                assertThat(other.tryLock(SHARED, file)).isFalse();
            }
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(locker().tryLock(file, SHARED)).isNull();
            assertThat(locker().tryLock(file, EXCLUSIVE)).isNull();
        }
    }

    @Test
    @DisplayName("A3: shared holders coexist and keep writers out")
    default void sharedHoldersCoexistAndKeepWritersOut(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend());
                HeldFileLock mine = locker().lock(file, SHARED)) {
            other.lock(SHARED, file);
            assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
            assertThat(locker().tryLock(file, EXCLUSIVE)).isNull();
            other.unlock(file);
            assertThat(mine.mode()).isEqualTo(SHARED);
            assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
        }
    }

    @Test
    @DisplayName("A6: waiting process gets the lock when it is released")
    default void waitingProcessGetsTheLockWhenItIsReleased(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
                other.send("lock", EXCLUSIVE, file);
                assertThat(other.answersWithin(100)).as("blocked by " + lock).isFalse();
            }
            assertThat(other.answer()).isEqualTo("held");
        }
    }

    @Test
    @DisplayName("E1, E9: killed holder frees the lock for a waiter")
    default void killedHolderFreesTheLockForAWaiter(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent victim = Agent.start(backend());
                Agent waiter = Agent.start(backend())) {
            victim.lock(EXCLUSIVE, file);
            waiter.send("lock", EXCLUSIVE, file);
            assertThat(waiter.answersWithin(100)).isFalse();
            victim.kill();
            assertThat(waiter.answer()).isEqualTo("held");
        }
    }

    @Test
    @DisplayName("E5: killed waiter leaves nothing behind")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "only Linux lists its locks")
    default void killedWaiterLeavesNothingBehind(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent waiter = Agent.start(backend())) {
            try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
                waiter.send("lock", EXCLUSIVE, file);
                assertThat(waiter.answersWithin(100)).as("blocked by " + lock).isFalse();
                waiter.kill();
                assertThat(lock.isValid()).isTrue();
                assertThat(KernelLocks.areListed() ? KernelLocks.waiters(file) : 0)
                        .isZero();
            }
            assertThat(couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    @DisplayName("D4, D5, D6: processes lose nothing and see nothing torn")
    default void processesLoseNothingAndSeeNothingTorn(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Path number = Files.writeString(dir.resolve("number"), "0");
        Path data = Files.write(dir.resolve("data"), Work.numbers(1, 42));
        int rounds = Integer.getInteger("portalocker.stress.seconds", 3) > 3 ? 10_000 : 100;
        Agents.play(backend(), 3, agents -> {
            for (Agent agent : agents) {
                agent.startIncrementing(file, number, rounds);
                agent.start(agents.indexOf(agent) % 2 == 0 ? "transform" : "check", rounds, file, data);
            }
            for (Agent agent : agents) {
                agent.awaitDone(300_000);
                agent.awaitDone(300_000);
            }
            assertThat(number).hasContent(Integer.toString(agents.size() * rounds));
        });
    }

    @Test
    @DisplayName("A4: two opens of one process exclude each other")
    default void twoOpensOfOneProcessExcludeEachOther(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (LockFile first = locker().open(file);
                LockFile second = locker().open(file);
                HeldFileLock lock = first.lock(EXCLUSIVE)) {
            assertThat(second.tryLock(EXCLUSIVE)).isNull();
            assertThat(second.tryLock(SHARED)).isNull();
            lock.close();
            assertThat(second.tryLock(EXCLUSIVE)).isNotNull();
        }
    }

    @Test
    default void threadsOfOneLockFileExcludeEachOther(@TempDir Path dir) throws Exception {
        try (LockFile file = locker().open(dir.resolve("lock"))) {
            contend(8, 200, () -> file.lock(EXCLUSIVE));
        }
    }

    @Test
    default void threadsLockingByPathExcludeEachOther(@TempDir Path dir) throws Exception {
        FileLocker locker = locker();
        contend(8, 50, () -> locker.lock(dir.resolve("lock"), EXCLUSIVE));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 11})
    @DisplayName("C1: attempts of many threads never succeed together")
    default void attemptsOfManyThreadsNeverSucceedTogether(int threads, @TempDir Path dir) throws Exception {
        FileLocker locker = locker();
        try (LockFile file = locker.open(dir.resolve("lock"))) {
            contend(threads, 500, () -> file.tryLock(EXCLUSIVE));
        }
        contend(threads, 500, () -> locker.tryLock(dir.resolve("lock"), EXCLUSIVE));
    }

    /** Threads that acquire, or try to, again and again. */
    private static void contend(int threads, int rounds, Callable<@Nullable HeldFileLock> acquisition)
            throws Exception {
        Judge judge = Judge.ofThreads();
        Threads.runInParallel(threads, () -> {
            for (int round = 0; round < rounds; round++) {
                HeldFileLock lock = acquisition.call();
                if (lock != null) {
                    try (HeldFileLock held = lock) {
                        judge.watch(held);
                    }
                }
            }
            return true;
        });
        assertThat(judge.overlaps()).isZero();
        assertThat(judge.holds()).isPositive();
    }

    @Test
    @DisplayName("C4: shared holds of many threads run side by side")
    default void sharedHoldsOfManyThreadsRunSideBySide(@TempDir Path dir) throws Exception {
        try (LockFile file = locker().open(dir.resolve("lock"));
                Agent other = Agent.start(backend())) {
            HeldFileLock first = file.lock(SHARED);
            HeldFileLock second = requireNonNull(file.tryLock(SHARED));
            first.close();
            assertThat(other.tryLock(EXCLUSIVE, dir.resolve("lock"))).isFalse();
            assertThat(other.couldLock(SHARED, dir.resolve("lock"))).isTrue();
            second.close();
            assertThat(other.tryLock(EXCLUSIVE, dir.resolve("lock"))).isTrue();
        }
    }

    @Test
    @DisplayName("C6: hard link is the same lock")
    default void hardLinkIsTheSameLock(@TempDir Path dir) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Path link = Files.createLink(dir.resolve("link"), file);
        assumeTrue(Files.isSameFile(file, link), "to this file system, the links of a file are different files");
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
            assertThat(locker().tryLock(link, EXCLUSIVE)).as("beside " + lock).isNull();
            Task<HeldFileLock> other = Threads.start(() -> locker().lock(link, SHARED));
            assertThat(other.isBlocked()).isTrue();
            lock.close();
            other.get().close();
        }
        assertThat(couldLock(EXCLUSIVE, link)).isTrue();
    }

    @Test
    @DisplayName("B21: other spellings of the path are the same lock")
    default void otherSpellingsOfThePathAreTheSameLock(@TempDir Path dir) throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        try (HeldFileLock lock = locker().lock(folder.resolve("lock"), EXCLUSIVE)) {
            for (Path other : List.of(
                    folder.resolve(".").resolve("lock"),
                    relative(folder.resolve("lock")),
                    dir.resolve("folder").resolve("..").resolve("folder").resolve("lock"))) {
                assertThat(locker().tryLock(other, EXCLUSIVE))
                        .as(other + " beside " + lock)
                        .isNull();
            }
        }
    }

    /** The same file as the process would name it from its working directory, if there is a way from there. */
    private static Path relative(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return Objects.equals(here.getRoot(), path.getRoot()) ? here.relativize(path) : path;
    }

    @Test
    @DisplayName("B21: neither null nor the empty path is a file")
    @SuppressWarnings("DataFlowIssue")
    default void neitherNullNorTheEmptyPathIsAFile() {
        assertThatThrownBy(() -> locker().lock((Path) null, EXCLUSIVE)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> locker().tryLock((Path) null, EXCLUSIVE)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> locker().lock(Path.of(""), EXCLUSIVE)).isInstanceOf(LockException.class);
    }
}
