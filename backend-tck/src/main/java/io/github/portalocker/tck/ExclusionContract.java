package io.github.portalocker.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Who keeps whom out: between processes, between threads, between descriptors.
 *
 * @since 0.1.0
 */
public interface ExclusionContract extends ContractBase {

    @Test
    default void secondProcessIsRefusedWhileHeld(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            try (HeldLock lock = locker().lock(file, EXCLUSIVE)) {
                assertThat(lock.isValid()).isTrue();
                assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
                assertThat(other.tryLock(SHARED, file)).isFalse();
            }
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(locker().tryLock(file, SHARED)).isEmpty();
            assertThat(locker().tryLock(file, EXCLUSIVE)).isEmpty();
        }
    }

    @Test
    default void sharedHoldersCoexistAndKeepWritersOut(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend());
                HeldLock mine = locker().lock(file, SHARED)) {
            other.lock(SHARED, file);
            assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
            assertThat(locker().tryLock(file, EXCLUSIVE)).isEmpty();
            other.unlock(file);
            assertThat(mine.mode()).isEqualTo(SHARED);
            assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
        }
    }

    @Test
    default void waitingProcessGetsTheLockWhenItIsReleased(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            try (HeldLock lock = locker().lock(file, EXCLUSIVE)) {
                other.send("lock", EXCLUSIVE, file);
                assertThat(other.answersWithin(100)).as("blocked by " + lock).isFalse();
            }
            assertThat(other.answer()).isEqualTo("held");
        }
    }

    @Test
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
    default void killedWaiterLeavesNothingBehind(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent waiter = Agent.start(backend())) {
            try (HeldLock lock = locker().lock(file, EXCLUSIVE)) {
                waiter.send("lock", EXCLUSIVE, file);
                assertThat(waiter.answersWithin(100)).as("blocked by " + lock).isFalse();
                waiter.kill();
                assertThat(lock.isValid()).isTrue();
            }
            assertThat(couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    default void processesIncrementingANumberLoseNothing(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Path number = Files.writeString(dir.resolve("number"), "0");
        List<Agent> agents = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                agents.add(Agent.start(backend()));
            }
            agents.forEach(agent -> agent.startIncrementing(file, number, 100));
            for (Agent agent : agents) {
                assertThat(agent.answer()).isEqualTo("done");
            }
            assertThat(number).hasContent("300");
        } finally {
            for (Agent agent : agents) {
                agent.close();
            }
        }
    }

    @Test
    default void twoOpensOfOneProcessExcludeEachOther(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (LockFile first = locker().open(file);
                LockFile second = locker().open(file);
                HeldLock lock = first.lock(EXCLUSIVE)) {
            assertThat(second.tryLock(EXCLUSIVE)).isEmpty();
            assertThat(second.tryLock(SHARED)).isEmpty();
            lock.close();
            assertThat(second.tryLock(EXCLUSIVE)).isPresent();
        }
    }

    @Test
    default void threadsOfOneLockFileExcludeEachOther(@TempDir Path dir) throws Exception {
        try (LockFile file = locker().open(dir.resolve("lock"))) {
            Oracle oracle = new Oracle();
            oracle.run(8, 200, () -> file.lock(EXCLUSIVE));
        }
    }

    @Test
    default void threadsLockingByPathExcludeEachOther(@TempDir Path dir) throws Exception {
        FileLocker locker = locker();
        new Oracle().run(8, 50, () -> locker.lock(dir.resolve("lock"), EXCLUSIVE));
    }

    @Test
    default void attemptsOfManyThreadsNeverSucceedTogether(@TempDir Path dir) throws Exception {
        try (LockFile file = locker().open(dir.resolve("lock"))) {
            new Oracle().run(4, 500, () -> file.tryLock(EXCLUSIVE).orElse(null));
        }
    }

    @Test
    default void sharedHoldsOfManyThreadsRunSideBySide(@TempDir Path dir) throws Exception {
        try (LockFile file = locker().open(dir.resolve("lock"));
                Agent other = Agent.start(backend())) {
            HeldLock first = file.lock(SHARED);
            HeldLock second = file.tryLock(SHARED).orElseThrow();
            first.close();
            assertThat(other.tryLock(EXCLUSIVE, dir.resolve("lock"))).isFalse();
            assertThat(other.couldLock(SHARED, dir.resolve("lock"))).isTrue();
            second.close();
            assertThat(other.tryLock(EXCLUSIVE, dir.resolve("lock"))).isTrue();
        }
    }

    @Test
    default void hardLinkIsTheSameLock(@TempDir Path dir) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Path link = Files.createLink(dir.resolve("link"), file);
        assumeTrue(Files.isSameFile(file, link), "to this file system, the links of a file are different files");
        try (HeldLock lock = locker().lock(file, EXCLUSIVE)) {
            assertThat(locker().tryLock(link, EXCLUSIVE)).as("beside " + lock).isEmpty();
        }
        assertThat(couldLock(EXCLUSIVE, link)).isTrue();
    }

    @Test
    default void otherSpellingsOfThePathAreTheSameLock(@TempDir Path dir) throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        try (HeldLock lock = locker().lock(folder.resolve("lock"), EXCLUSIVE)) {
            for (Path other : List.of(
                    folder.resolve(".").resolve("lock"),
                    dir.resolve("folder").resolve("..").resolve("folder").resolve("lock"))) {
                assertThat(locker().tryLock(other, EXCLUSIVE))
                        .as(other + " beside " + lock)
                        .isEmpty();
            }
        }
    }

    /** Runs threads that acquire, and finds any two that hold at the same time. */
    final class Oracle {
        private final ReentrantLock owner = new ReentrantLock();
        private final AtomicInteger acquired = new AtomicInteger();

        /** Makes an oracle. */
        public Oracle() {}

        /** Acquires, or returns null. */
        @FunctionalInterface
        public interface Acquisition {
            /** Acquires, or returns null. */
            @org.jspecify.annotations.Nullable
            HeldLock run() throws Exception;
        }

        void run(int threads, int rounds, Acquisition acquisition) throws Exception {
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            List<Thread> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        for (int round = 0; round < rounds; round++) {
                            holdOnce(acquisition);
                        }
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                });
                running.add(thread);
                thread.start();
            }
            for (Thread thread : running) {
                thread.join(Patience.SECONDS * 1_000);
                assertThat(thread.isAlive()).as("a thread hangs in " + thread).isFalse();
            }
            assertThat(failures).isEmpty();
            assertThat(acquired).hasPositiveValue();
        }

        private void holdOnce(Acquisition acquisition) throws Exception {
            Optional<HeldLock> lock = Optional.ofNullable(acquisition.run());
            if (lock.isPresent()) {
                try (HeldLock held = lock.get()) {
                    assertThat(owner.tryLock())
                            .as("another thread is here beside " + held)
                            .isTrue();
                    try {
                        acquired.incrementAndGet();
                        Thread.onSpinWait();
                    } finally {
                        owner.unlock();
                    }
                }
            }
        }
    }
}
