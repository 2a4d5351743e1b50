package io.github.portalocker.tck;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Threads of one JVM that wait for the same file.
 *
 * @since 0.1.0
 */
public interface QueueContract extends ContractBase {

    @Test
    @DisplayName("C3: waiters are served in the order of their arrival")
    default void waitersAreServedInTheOrderOfTheirArrival(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Task<Boolean>> tasks = new ArrayList<>();
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                tasks.add(Threads.start(() -> {
                    try (HeldFileLock held = locker().lock(file, EXCLUSIVE)) {
                        return order.add(number) && held.isValid();
                    }
                }));
                assertThat(tasks.get(i).isQueued()).as("by " + lock).isTrue();
            }
        }
        for (Task<Boolean> task : tasks) {
            assertThat(task.get()).isTrue();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    @DisplayName("C7: interrupt of one waiter leaves the others waiting")
    default void interruptOfOneWaiterLeavesTheOthersWaiting(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        List<Task<HeldFileLock>> tasks = new ArrayList<>();
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
            for (int i = 0; i < 3; i++) {
                tasks.add(Threads.start(() -> locker().lock(file, EXCLUSIVE)));
                assertThat(tasks.get(i).isQueued()).as("by " + lock).isTrue();
            }
            tasks.get(1).thread().interrupt();
            assertThatThrownBy(() -> tasks.get(1).get()).hasCauseInstanceOf(InterruptedException.class);
            assertThat(tasks.get(0).result()).isNotDone();
            assertThat(tasks.get(2).result()).isNotDone();
        }
        tasks.get(0).get().close();
        tasks.get(2).get().close();
    }

    @Test
    default void firstWaiterWhoGivesUpIsFollowedByTheNext(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            other.lock(EXCLUSIVE, file);
            Task<HeldFileLock> first = Threads.start(() -> locker().lock(file, EXCLUSIVE));
            assertThat(first.isBlocked()).isTrue();
            Task<HeldFileLock> second = Threads.start(() -> locker().lock(file, EXCLUSIVE));
            assertThat(second.isBlocked()).isTrue();
            first.thread().interrupt();
            assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
            other.unlock(file);
            second.get().close();
        }
    }

    /** Two readers that always overlap would starve a writer forever if they might overtake it. */
    @Test
    @DisplayName("C4: waiting writer is not starved by readers of this jvm")
    default void waitingWriterIsNotStarvedByReadersOfThisJvm(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        AtomicBoolean stop = new AtomicBoolean();
        List<Task<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(Threads.start(() -> {
                int rounds = 0;
                do {
                    try (HeldFileLock lock = locker().lock(file, SHARED)) {
                        Thread.sleep(10);
                        rounds += lock.isValid() ? 1 : 0;
                    }
                } while (!stop.get());
                return rounds;
            }));
        }
        Thread.sleep(50);
        for (int i = 0; i < 5; i++) {
            Threads.start(() -> locker().lock(file, EXCLUSIVE)).get().close();
        }
        stop.set(true);
        for (Task<Integer> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
    }

    @Test
    default void readersWaitingTogetherAreAdmittedTogether(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        List<Task<HeldFileLock>> readers = new ArrayList<>();
        HeldFileLock lock = locker().lock(file, EXCLUSIVE);
        for (int i = 0; i < 4; i++) {
            readers.add(Threads.start(() -> locker().lock(file, SHARED)));
        }
        assertThat(readers.get(3).isBlocked()).isTrue();
        lock.close();
        for (Task<HeldFileLock> reader : readers) {
            assertThat(reader.get().isValid()).isTrue();
        }
        for (Task<HeldFileLock> reader : readers) {
            reader.get().close();
        }
    }

    /** A holder may share the file again; otherwise it would wait for a writer that waits for it. */
    @Test
    default void readerMayShareAgainWhileAWriterWaits(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock first = locker().lock(file, SHARED);
        Task<HeldFileLock> writer = Threads.start(() -> locker().lock(file, EXCLUSIVE));
        assertThat(writer.isBlocked()).isTrue();
        locker().lock(file, SHARED).close();
        first.close();
        writer.get().close();
    }

    @Test
    default void threadsOfTwoProcessesAndTwoLockFilesMakeProgressTogether(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        Path number = java.nio.file.Files.writeString(dir.resolve("number"), "0");
        try (Agent other = Agent.start(backend());
                LockFile first = locker().open(path);
                LockFile second = locker().open(path)) {
            other.startIncrementing(path, number, 100);
            List<Task<Integer>> tasks = new ArrayList<>();
            for (LockFile file : List.of(first, first, second, second)) {
                tasks.add(Threads.start(() -> {
                    for (int i = 0; i < 50; i++) {
                        try (HeldFileLock lock = file.lock(EXCLUSIVE)) {
                            assertThat(lock.isValid()).isTrue();
                            int value = Integer.parseInt(java.nio.file.Files.readString(number));
                            java.nio.file.Files.writeString(number, Integer.toString(value + 1));
                        }
                    }
                    return 0;
                }));
            }
            for (Task<Integer> task : tasks) {
                task.get();
            }
            assertThat(other.answer()).isEqualTo("done");
        }
        assertThat(number).hasContent("300");
    }

    /** Threads that contend hand the lock off among themselves, but not forever. */
    @Test
    default void processIsNotStarvedByThreadsThatPassTheLockOn(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        AtomicBoolean stop = new AtomicBoolean();
        List<Task<Integer>> tasks = new ArrayList<>();
        try (Agent other = Agent.start(backend());
                LockFile file = locker().open(path)) {
            for (int i = 0; i < 8; i++) {
                tasks.add(Threads.start(() -> {
                    int rounds = 0;
                    do { // at least once: on a busy machine, a thread may begin when the others have done
                        try (HeldFileLock lock = file.lock(EXCLUSIVE)) {
                            rounds += lock.mode() == EXCLUSIVE ? 1 : 0;
                        }
                    } while (!stop.get());
                    return rounds;
                }));
            }
            for (int i = 0; i < 10; i++) {
                other.lock(EXCLUSIVE, path);
                assertThat(file.tryLock(EXCLUSIVE)).isNull();
                other.unlock(path);
            }
            stop.set(true);
            for (Task<Integer> task : tasks) {
                assertThat(task.get()).isPositive();
            }
            assertThat(other.couldLock(EXCLUSIVE, path))
                    .as("nothing stays passed on")
                    .isTrue();
        }
    }

    @Test
    @DisplayName("L4: waiter who gives up leaves no lock behind")
    default void waiterWhoGivesUpLeavesNoLockBehind(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        try (Agent other = Agent.start(backend());
                LockFile file = locker().open(path)) {
            for (int i = 0; i < 300; i++) {
                HeldFileLock lock = file.lock(EXCLUSIVE);
                Task<Boolean> waiter = Threads.start(() -> {
                    try (HeldFileLock late = file.lock(EXCLUSIVE, java.time.Duration.ofMillis(1))) {
                        return late.isValid();
                    } catch (io.github.portalocker.LockTimeoutException | InterruptedException e) {
                        return false;
                    }
                });
                if (i % 3 == 0) {
                    waiter.thread().interrupt();
                }
                Thread.sleep(0, 90_000 * (i % 11));
                lock.close();
                waiter.get();
                if (i % 30 == 0) {
                    assertThat(other.couldLock(EXCLUSIVE, path)).isTrue();
                }
            }
            assertThat(other.couldLock(EXCLUSIVE, path)).isTrue();
        }
    }

    @Test
    @DisplayName("C8, C9: virtual threads wait without keeping others from running")
    default void virtualThreadsWaitWithoutKeepingOthersFromRunning(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            other.lock(EXCLUSIVE, file);
            List<Task<Boolean>> waiters = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiters.add(Threads.startVirtual(() -> {
                    try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
                        return lock.isValid();
                    }
                }));
            }
            Thread.sleep(100);
            assertThat(Threads.startVirtual(() -> "ran").get()).isEqualTo("ran");
            long start = System.nanoTime();
            waiters.get(7).thread().interrupt();
            assertThatThrownBy(() -> waiters.get(7).get()).hasCauseInstanceOf(InterruptedException.class);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
            other.unlock(file);
            for (Task<Boolean> waiter : waiters) {
                if (!waiter.result().isCompletedExceptionally()) {
                    assertThat(waiter.get()).isTrue();
                }
            }
        }
    }

    @Test
    @DisplayName("C5: other class loaders of this jvm are excluded")
    default void otherClassLoadersOfThisJvmAreExcluded(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Stranger stranger = new Stranger(backend());
                HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
            assertThat(stranger.couldLock(file)).as("beside " + lock).isFalse();
            lock.close();
            assertThat(stranger.couldLock(file)).isTrue();
        }
    }
}
