package io.github.portalocker.tck;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Timeouts, interrupts and everything else that can end a wait.
 *
 * @since 0.1.0
 */
public interface WaitingContract extends ContractBase {

    /** Who is in the way of a waiting thread. */
    enum Holder {
        /** Another process. */
        PROCESS,
        /** Another thread of this JVM. */
        THREAD
    }

    private AutoCloseable hold(Holder holder, Path file) throws Exception {
        if (holder == Holder.THREAD) {
            return CompletableFuture.supplyAsync(() -> {
                        try {
                            return requireNonNull(locker().tryLock(file, EXCLUSIVE));
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .get();
        }
        Agent agent = Agent.start(backend());
        agent.lock(EXCLUSIVE, file);
        return agent;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B3: timeout passes while others hold")
    default void timeoutPassesWhileOthersHold(Holder holder, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (AutoCloseable other = hold(holder, file)) {
            assertThat(other).isNotNull();
            long start = System.nanoTime();
            assertThatThrownBy(() -> locker().lock(file, EXCLUSIVE, Duration.ofMillis(200)))
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContainingAll("lock", file.toString(), backend(), "exclusive");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        }
        assertThat(file).isEmptyFile();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a timed try is null when its time is over, and gets the lock before")
    default void timedTryIsNullWhenItsTimeIsOver(Holder holder, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (AutoCloseable other = hold(holder, file);
                LockFile open = locker().open(file)) {
            assertThat(other).isNotNull();
            assertThat(locker().tryLock(file, SHARED, Duration.ofMillis(100))).isNull();
            assertThat(open.tryLock(SHARED, Duration.ofMillis(100))).isNull();
            Threads.Task<HeldFileLock> waiter =
                    Threads.start(() -> locker().tryLock(file, EXCLUSIVE, Duration.ofMinutes(5)));
            assertThat(waiter.isBlocked()).isTrue();
            other.close();
            requireNonNull(waiter.get()).close();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a future with a timeout fails when that is over, and leaves no wait")
    default void futureFailsWhenItsTimeIsOver(Holder holder, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (AutoCloseable other = hold(holder, file);
                LockFile open = locker().open(file)) {
            assertThat(other).isNotNull();
            for (CompletableFuture<HeldFileLock> future : List.of(
                    locker().lockAsync(file, EXCLUSIVE, Duration.ofMillis(100)),
                    open.lockAsync(EXCLUSIVE, Duration.ofMillis(100)))) {
                assertThatThrownBy(() -> future.get(60, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(LockTimeoutException.class);
            }
            CompletableFuture<HeldFileLock> next = open.lockAsync(EXCLUSIVE, Duration.ofMinutes(5));
            other.close();
            next.get(60, TimeUnit.SECONDS).close();
        }
        assertThat(couldLock(EXCLUSIVE, file)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    @DisplayName("B2: zero timeout makes one attempt")
    default void zeroTimeoutMakesOneAttempt(long seconds, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Duration timeout = Duration.ofSeconds(seconds);
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE, timeout)) {
            assertThatThrownBy(() -> locker().lock(file, SHARED, timeout))
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining("tried once");
            assertThat(lock.isValid()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B5: endless timeout does not overflow")
    default void endlessTimeoutDoesNotOverflow(Holder holder, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        CompletableFuture<HeldFileLock> acquired = new CompletableFuture<>();
        try (AutoCloseable other = hold(holder, file)) {
            assertThat(other).isNotNull();
            Thread waiter = new Thread(() ->
                    complete(acquired, () -> locker().lock(file, EXCLUSIVE, Duration.ofSeconds(Long.MAX_VALUE))));
            waiter.start();
            Thread.sleep(100);
            assertThat(acquired).isNotDone();
        }
        acquired.get(Patience.SECONDS, TimeUnit.SECONDS).close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B4: release during a timed wait is success")
    default void releaseDuringATimedWaitIsSuccess(Holder holder, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        CompletableFuture<HeldFileLock> acquired = new CompletableFuture<>();
        try (AutoCloseable other = hold(holder, file)) {
            assertThat(other).isNotNull();
            new Thread(() -> complete(acquired, () -> locker().lock(file, SHARED, Duration.ofSeconds(50)))).start();
            Thread.sleep(50);
        }
        acquired.get(Patience.SECONDS, TimeUnit.SECONDS).close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B6: interrupt ends the wait and leaves nothing held")
    default void interruptEndsTheWaitAndLeavesNothingHeld(Holder holder, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        CompletableFuture<HeldFileLock> acquired = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (AutoCloseable other = hold(holder, file)) {
            assertThat(other).isNotNull();
            Thread waiter = new Thread(() -> {
                complete(acquired, () -> locker().lock(file, EXCLUSIVE));
                flag.complete(Thread.currentThread().isInterrupted());
            });
            waiter.start();
            Thread.sleep(100);
            waiter.interrupt();
            assertThatThrownBy(() -> acquired.get(Patience.SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(flag.get()).as("interrupt status").isFalse();
        }
        assertThat(couldLock(EXCLUSIVE, file)).isTrue();
    }

    @Test
    @DisplayName("B7: interrupted thread touches nothing")
    default void interruptedThreadTouchesNothing(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> locker().lock(file, EXCLUSIVE)).isInstanceOf(InterruptedException.class);
        assertThat(file).doesNotExist();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    @DisplayName("B7: attempt ignores and keeps the interrupt status")
    default void attemptIgnoresAndKeepsTheInterruptStatus(@TempDir Path dir) throws Exception {
        Thread.currentThread().interrupt();
        try (HeldFileLock lock = requireNonNull(locker().tryLock(dir.resolve("lock"), EXCLUSIVE))) {
            assertThat(lock.isValid()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(LockMode.class)
    @DisplayName("B15: thread that would wait for itself fails at once")
    default void threadThatWouldWaitForItselfFailsAtOnce(LockMode held, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker().lock(file, held)) {
            assertThatThrownBy(() -> locker().lock(file, EXCLUSIVE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll(Thread.currentThread().getName(), file.toString(), held.toString());
            assertThatThrownBy(() -> locker().lock(file, EXCLUSIVE, Duration.ofMillis(20)))
                    .isInstanceOf(LockTimeoutException.class);
            assertThat(lock.isValid()).isTrue();
        }
    }

    @Test
    @DisplayName("B17: upgrade is refused and the shared lock kept")
    default void upgradeIsRefusedAndTheSharedLockKept(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        try (LockFile file = locker().open(path);
                HeldFileLock shared = file.lock(SHARED);
                Agent other = Agent.start(backend())) {
            assertThatThrownBy(() -> file.lock(EXCLUSIVE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("upgrade");
            assertThat(file.tryLock(EXCLUSIVE)).isNull();
            assertThat(shared.isValid()).isTrue();
            assertThat(other.tryLock(EXCLUSIVE, path)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L10: closing the lock file ends its waits")
    default void closingTheLockFileEndsItsWaits(Holder holder, @TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        CompletableFuture<HeldFileLock> acquired = new CompletableFuture<>();
        try (AutoCloseable other = hold(holder, path)) {
            assertThat(other).isNotNull();
            LockFile file = locker().open(path);
            new Thread(() -> complete(acquired, () -> file.lock(EXCLUSIVE))).start();
            Thread.sleep(100);
            file.close();
            assertThatThrownBy(() -> acquired.get(Patience.SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LockException.class);
        }
        assertThat(couldLock(EXCLUSIVE, path)).isTrue();
    }

    @Test
    default void threadsOfOneJvmAreServedWhenAThreadReleases(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        HeldFileLock lock = locker().lock(path, EXCLUSIVE);
        CompletableFuture<HeldFileLock> writer = new CompletableFuture<>();
        new Thread(() -> complete(writer, () -> locker().lock(path, EXCLUSIVE))).start();
        Thread.sleep(50);
        lock.close();
        writer.get(Patience.SECONDS, TimeUnit.SECONDS).close();
    }

    /** Completes a future with what an acquisition gives. */
    private static void complete(
            CompletableFuture<HeldFileLock> future, java.util.concurrent.Callable<HeldFileLock> acquisition) {
        try {
            future.complete(acquisition.call());
        } catch (Exception e) {
            future.completeExceptionally(e);
        }
    }
}
