package io.github.portalocker.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Acquisitions that block no thread.
 *
 * @since 0.1.0
 */
public interface AsyncContract extends ContractBase {

    @Test
    default void freeLockIsThereAtOnce(@TempDir Path dir) throws Exception {
        CompletableFuture<HeldFileLock> future = locker().lockAsync(dir.resolve("lock"), EXCLUSIVE);
        assertThat(future).isCompleted();
        future.get().close();
    }

    @Test
    default void failureCompletesTheFuture(@TempDir Path dir) {
        assertThat(locker().lockAsync(dir, EXCLUSIVE))
                .isCompletedExceptionally()
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(LockException.class);
    }

    @Test
    default void futuresCompleteInTurnAndBlockNoThreadEach(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            other.lock(EXCLUSIVE, file);
            int before = Thread.activeCount();
            List<CompletableFuture<HeldFileLock>> futures = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                futures.add(locker().lockAsync(file, EXCLUSIVE));
            }
            Thread.sleep(50);
            assertThat(futures).allSatisfy(future -> assertThat(future).isNotDone());
            assertThat(Thread.activeCount() - before)
                    .as("more threads for 50 waiters")
                    .isLessThan(10);
            other.unlock(file);
            for (CompletableFuture<HeldFileLock> future : futures) {
                HeldFileLock lock = future.get(Patience.SECONDS, TimeUnit.SECONDS);
                assertThat(lock.isValid()).isTrue();
                lock.close();
            }
        }
    }

    @Test
    default void cancelledFutureWithdrawsItsWait(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            other.lock(EXCLUSIVE, file);
            CompletableFuture<HeldFileLock> first = locker().lockAsync(file, EXCLUSIVE);
            CompletableFuture<HeldFileLock> second = locker().lockAsync(file, EXCLUSIVE);
            CompletableFuture<HeldFileLock> third = locker().lockAsync(file, EXCLUSIVE);
            Thread.sleep(50);
            first.cancel(true);
            second.cancel(true);
            other.unlock(file);
            third.get(Patience.SECONDS, TimeUnit.SECONDS).close();
            assertThatThrownBy(first::get).isInstanceOf(CancellationException.class);
        }
        assertThat(couldLock(EXCLUSIVE, file)).isTrue();
    }

    /** What completes a future from outside: on the calling thread, or on the one that keeps the timeouts of the JVM. */
    enum Completion {
        CANCEL {
            @Override
            void apply(CompletableFuture<HeldFileLock> future, int round) {
                future.cancel(round % 2 == 0);
            }
        },
        COMPLETE {
            @Override
            void apply(CompletableFuture<HeldFileLock> future, int round) {
                future.complete(null);
            }
        },
        COMPLETE_EXCEPTIONALLY {
            @Override
            void apply(CompletableFuture<HeldFileLock> future, int round) {
                future.completeExceptionally(new IllegalStateException());
            }
        },
        COMPLETE_ASYNC {
            @Override
            void apply(CompletableFuture<HeldFileLock> future, int round) {
                future.completeAsync(() -> null);
            }
        },
        OR_TIMEOUT {
            @Override
            void apply(CompletableFuture<HeldFileLock> future, int round) {
                future.orTimeout(round % 3, TimeUnit.MILLISECONDS);
            }
        },
        COMPLETE_ON_TIMEOUT {
            @Override
            void apply(CompletableFuture<HeldFileLock> future, int round) {
                future.completeOnTimeout(null, round % 3, TimeUnit.MILLISECONDS);
            }
        },
        OBTRUDE {
            @Override
            void apply(CompletableFuture<HeldFileLock> future, int round) {
                assertThatThrownBy(() -> future.obtrudeValue(null)).isInstanceOf(UnsupportedOperationException.class);
                assertThatThrownBy(() -> future.obtrudeException(new IllegalStateException()))
                        .isInstanceOf(UnsupportedOperationException.class);
                future.cancel(true);
            }
        };

        abstract void apply(CompletableFuture<HeldFileLock> future, int round);
    }

    /** A writer that has left must not hold up readers, who would queue behind it. */
    @ParameterizedTest
    @EnumSource
    default void completionByOthersWithdrawsTheWait(Completion completion, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            other.lock(SHARED, file);
            CompletableFuture<HeldFileLock> writer = locker().lockAsync(file, EXCLUSIVE);
            CompletableFuture<HeldFileLock> behind = locker().lockAsync(file, EXCLUSIVE);
            Thread.sleep(100);
            completion.apply(behind, 1);
            completion.apply(writer, 1);
            assertThat(writer.exceptionally(failure -> null).get(Patience.SECONDS, TimeUnit.SECONDS))
                    .isNull();
            assertThat(behind.exceptionally(failure -> null).get(Patience.SECONDS, TimeUnit.SECONDS))
                    .isNull();
            Threads.awaitThat(() -> !Helpers.areAtWork(), "the wait is withdrawn");
            locker().lock(file, SHARED, Duration.ofSeconds(5)).close();
            assertThat(other.couldLock(SHARED, file)).isTrue();
        }
        assertThat(couldLock(EXCLUSIVE, file)).isTrue();
    }

    /** Ten thousand rounds with {@code -Pstress}. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("L4: thousands of completions by others under contention leave no waiter, lock, thread or open file")
    default void completionsByOthersUnderContentionLeaveNothing(
            Completion completion, @TempDir Path dir, TestReporter reporter) throws Exception {
        Path file = dir.resolve("lock");
        Path counter = Files.writeString(dir.resolve("number"), "0");
        int rounds = Integer.getInteger("portalocker.stress.seconds", 3) > 3 ? 10_000 : 300;
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger acquired = new AtomicInteger();
        AtomicInteger withdrawn = new AtomicInteger();
        try (Agent other = Agent.start(backend())) {
            other.startIncrementing(file, counter, Integer.MAX_VALUE);
            Threads.Task<Boolean> contender = Threads.start(() -> {
                while (!stop.get()) {
                    try (HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
                        Thread.sleep(0, 200_000);
                    }
                }
                return true;
            });
            for (int round = 0; round < rounds; ) {
                // with each second batch, it does not depend on the scheduler whether there is contention
                HeldFileLock mine = round % 100 == 0 ? locker().lock(file, EXCLUSIVE) : null;
                List<CompletableFuture<?>> batch = new ArrayList<>();
                List<Runnable> later = new ArrayList<>();
                for (int end = Math.min(rounds, round + 50); round < end; round++) {
                    int number = round;
                    CompletableFuture<HeldFileLock> future =
                            locker().lockAsync(file, round % 4 == 0 ? SHARED : EXCLUSIVE);
                    batch.add(future.handle((lock, failure) -> {
                        (lock == null ? withdrawn : acquired).incrementAndGet();
                        return lock == null || closes(lock);
                    }));
                    if (round % 3 == 0) {
                        later.add(() -> completion.apply(future, number)); // while others of the batch have their turn
                    } else {
                        completion.apply(future, round);
                    }
                }
                if (mine != null) {
                    Threads.awaitThat(
                            () -> batch.stream().anyMatch(CompletableFuture::isDone),
                            "a future is completed while the lock is held");
                    mine.close();
                }
                later.forEach(Runnable::run);
                CompletableFuture.allOf(batch.toArray(CompletableFuture[]::new))
                        .get(Patience.SECONDS, TimeUnit.SECONDS);
            }
            stop.set(true);
            assertThat(contender.get()).isTrue();
        }
        reporter.publishEntry(completion.toString(), "acquired=" + acquired + " withdrawn=" + withdrawn);
        assertThat(acquired.get() + withdrawn.get()).isEqualTo(rounds);
        assertThat(withdrawn.get()).isPositive();
        Threads.awaitThat(() -> !Helpers.areAtWork(), "no thread of the library is at work");
        if (KernelLocks.areListed()) {
            assertThat(KernelLocks.waiters(file)).isZero();
            assertThat(KernelLocks.holders(file)).isZero();
            assertThat(openDescriptors(file)).isZero();
        }
        try (HeldFileLock lock = locker().lock(file, EXCLUSIVE, Duration.ofSeconds(5))) {
            assertThat(lock.isValid()).isTrue();
        }
    }

    private static boolean closes(HeldFileLock lock) {
        try {
            lock.close();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long openDescriptors(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).equals(file);
                        } catch (IOException e) {
                            return false; // that of the listing itself
                        }
                    })
                    .count();
        }
    }

    /** The dependents of a future are nothing that could withdraw it, and are plain ones. */
    @Test
    default void dependentsAreNoFuturesOfLocks(@TempDir Path dir) throws Exception {
        CompletableFuture<HeldFileLock> future = locker().lockAsync(dir.resolve("lock"), EXCLUSIVE);
        CompletableFuture<String> dependent = future.thenApply(HeldFileLock::toString);
        dependent.obtrudeValue("another");
        assertThat(dependent).isCompletedWithValue("another");
        future.get().close();
    }

    /** Also in the moment after the future has the lock, when its waiter is about to leave. */
    @Test
    default void lockOfAFutureIsFreeOnceItIsReleased(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        for (int i = 0; i < 200; i++) {
            HeldFileLock lock = locker().lock(file, EXCLUSIVE);
            CompletableFuture<HeldFileLock> future = locker().lockAsync(file, EXCLUSIVE);
            lock.close();
            future.get(Patience.SECONDS, TimeUnit.SECONDS).close();
            assertThat(couldLock(EXCLUSIVE, file)).as("round " + i).isTrue();
        }
    }

    @Test
    @DisplayName("L4: cancellation racing the arrival leaves nothing held")
    default void cancellationRacingTheArrivalLeavesNothingHeld(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        for (int i = 0; i < 200; i++) {
            HeldFileLock lock = locker().lock(file, EXCLUSIVE);
            CompletableFuture<HeldFileLock> future = locker().lockAsync(file, EXCLUSIVE);
            Threads.Task<Boolean> canceller = Threads.start(() -> future.cancel(true));
            lock.close();
            if (!canceller.get()) {
                future.get().close();
            }
            try (HeldFileLock next = locker().lock(file, SHARED)) {
                assertThat(next.isValid()).isTrue();
            }
        }
    }

    @Test
    default void holdOfAFutureBelongsToNoThread(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock lock = locker().lockAsync(file, EXCLUSIVE).get();
        Threads.Task<Boolean> closer = Threads.start(() -> {
            Thread.sleep(100);
            lock.close();
            return true;
        });
        locker().lock(file, EXCLUSIVE).close();
        assertThat(closer.get()).isTrue();
    }

    @Test
    default void futureGoesOnWithTheFileThatReplacedItsOwn(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock old = locker().lock(file, EXCLUSIVE);
        CompletableFuture<HeldFileLock> future = locker().lockAsync(file, EXCLUSIVE);
        boolean replaced = ContractBase.replace(file);
        old.close();
        try (HeldFileLock lock = future.get(Patience.SECONDS, TimeUnit.SECONDS)) {
            assertThat(lock.isValid()).isTrue();
            assertThat(locker().tryLock(file, SHARED)).isNull();
        }
        assumeTrue(replaced, "this system does not replace an open file");
    }
}
