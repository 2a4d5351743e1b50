package io.github.portalocker.tck;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What happens to processes that hold a lock: they crash, are stopped, end, have children.
 *
 * @since 0.1.0
 */
public interface ProcessContract extends ContractBase {

    /** How a process ends that holds a lock. */
    enum End {
        /** {@code System.exit}. */
        EXIT {
            @Override
            void of(Agent victim) throws Exception {
                victim.exit(false);
            }
        },
        /** {@code Runtime.halt}. */
        HALT {
            @Override
            void of(Agent victim) throws Exception {
                victim.exit(true);
            }
        },
        /** What {@code kill} sends. */
        SIGTERM {
            @Override
            void of(Agent victim) throws Exception {
                victim.signal("TERM");
                victim.awaitEnd();
            }
        },
        /** The JVM crashes, and writes its report. */
        SIGSEGV {
            @Override
            void of(Agent victim) throws Exception {
                victim.signal("SEGV");
                victim.awaitEnd();
            }
        };

        abstract void of(Agent victim) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("E2, E3, E8: lock of a process that ends goes to the waiter")
    default void lockOfAProcessThatEndsGoesToTheWaiter(End end, @TempDir Path dir) throws Exception {
        assumeTrue(end.compareTo(End.SIGTERM) < 0 || !OS.WINDOWS.isCurrentOs(), "Windows has no signals");
        Path file = dir.resolve("lock");
        List<String> options = List.of("-XX:ErrorFile=" + dir.resolve("crash"), "-XX:-CreateCoredumpOnCrash");
        try (Agent victim = Agent.start(backend(), options)) {
            victim.open(file);
            victim.lock(EXCLUSIVE, file);
            Threads.Task<HeldFileLock> waiter = Threads.start(() -> locker().lock(file, EXCLUSIVE));
            assertThat(waiter.isBlocked()).isTrue();
            end.of(victim);
            try (HeldFileLock lock = waiter.get()) {
                assertThat(lock.isValid()).isTrue();
            }
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    @DisplayName("E4: stopped holder keeps its lock until it goes on")
    default void stoppedHolderKeepsItsLockUntilItGoesOn(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent holder = Agent.start(backend())) {
            holder.lock(EXCLUSIVE, file);
            holder.signal("STOP");
            assertThatThrownBy(() -> locker().lock(file, SHARED, Duration.ofMillis(200)))
                    .isInstanceOf(LockTimeoutException.class);
            Threads.Task<HeldFileLock> waiter = Threads.start(() -> locker().lock(file, EXCLUSIVE));
            assertThat(waiter.isBlocked()).isTrue();
            holder.signal("CONT");
            assertThat(waiter.isBlocked()).isTrue();
            holder.unlock(file);
            waiter.get().close();
        }
    }

    @Test
    @DisplayName("F1, F5: child processes neither inherit nor drop the lock")
    default void childProcessesNeitherInheritNorDropTheLock(@TempDir Path dir) throws Exception {
        Path released = dir.resolve("released");
        Path kept = dir.resolve("kept");
        try (Agent other = Agent.start(backend());
                HeldFileLock keeping = locker().lock(kept, EXCLUSIVE)) {
            HeldFileLock releasing = locker().lock(released, EXCLUSIVE);
            try (Agent child = Agent.start(backend())) {
                assertThat(child.tryLock(SHARED, released)).isFalse();
                releasing.close();
                assertThat(other.couldLock(EXCLUSIVE, released))
                        .as("beside child " + child.pid())
                        .isTrue();
            }
            assertThat(other.tryLock(SHARED, kept))
                    .as("after a child has ended, beside " + keeping)
                    .isFalse();
        }
    }

    /**
     * The kernel sees processes: this one holds the first file and waits for the second, the other one the other way round. It
     * is threads that wait, and they do not wait in a circle.
     */
    @Test
    @DisplayName("D10: threads of two processes that wait for each other's files are in no circle")
    default void threadsOfTwoProcessesThatWaitForEachOthersFilesAreInNoCircle(@TempDir Path dir) throws Exception {
        Path first = dir.resolve("first");
        Path second = dir.resolve("second");
        try (Agent other = Agent.start(backend())) {
            HeldFileLock lock = locker().lock(first, EXCLUSIVE);
            other.lock(EXCLUSIVE, second);
            other.send("lock", EXCLUSIVE, first);
            assertThat(other.answersWithin(100)).isFalse();
            Threads.Task<HeldFileLock> thread = Threads.start(() -> locker().lock(second, EXCLUSIVE));
            assertThat(thread.isBlocked()).isTrue();
            lock.close();
            assertThat(other.answer()).isEqualTo("held");
            assertThat(thread.isBlocked()).isTrue();
            other.unlock(second);
            thread.get().close();
        }
    }

    @Test
    @DisplayName("C10: parallel stream may lock")
    default void parallelStreamMayLock(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Judge judge = Judge.ofThreads();
        try (Agent other = Agent.start(backend())) {
            other.lock(EXCLUSIVE, file);
            Threads.Task<Integer> stream = Threads.start(() -> List.of(1, 2, 3, 4, 5, 6, 7, 8).parallelStream()
                    .mapToInt(number -> {
                        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
                            judge.watch(lock);
                            return number;
                        } catch (java.io.IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .sum());
            assertThat(stream.isBlocked()).isTrue();
            other.unlock(file);
            assertThat(stream.get()).isEqualTo(36);
            assertThat(judge.overlaps()).isZero();
        }
    }
}
