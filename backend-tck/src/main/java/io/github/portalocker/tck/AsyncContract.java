package io.github.portalocker.tck;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Acquisitions that block nobody.
 *
 * @since 0.1.0
 */
public interface AsyncContract extends ContractBase {

    @Test
    default void freeLockIsThereAtOnce(@TempDir Path dir) throws Exception {
        CompletableFuture<HeldLock> future = locker().lockAsync(dir.resolve("lock"), EXCLUSIVE);
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
            List<CompletableFuture<HeldLock>> futures = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                futures.add(locker().lockAsync(file, EXCLUSIVE));
            }
            Thread.sleep(50);
            assertThat(futures).allSatisfy(future -> assertThat(future).isNotDone());
            assertThat(Thread.activeCount() - before)
                    .as("more threads for 50 waiters")
                    .isLessThan(10);
            other.unlock(file);
            for (CompletableFuture<HeldLock> future : futures) {
                HeldLock lock = future.get(Patience.SECONDS, TimeUnit.SECONDS);
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
            CompletableFuture<HeldLock> first = locker().lockAsync(file, EXCLUSIVE);
            CompletableFuture<HeldLock> second = locker().lockAsync(file, EXCLUSIVE);
            CompletableFuture<HeldLock> third = locker().lockAsync(file, EXCLUSIVE);
            Thread.sleep(50);
            first.cancel(true);
            second.cancel(true);
            other.unlock(file);
            third.get(Patience.SECONDS, TimeUnit.SECONDS).close();
            assertThatThrownBy(first::get).isInstanceOf(CancellationException.class);
        }
        assertThat(couldLock(EXCLUSIVE, file)).isTrue();
    }

    /** Also in the moment after the future has the lock, when whoever waited for it is about to leave. */
    @Test
    default void lockOfAFutureIsFreeOnceItIsReleased(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        for (int i = 0; i < 200; i++) {
            HeldLock lock = locker().lock(file, EXCLUSIVE);
            CompletableFuture<HeldLock> future = locker().lockAsync(file, EXCLUSIVE);
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
            HeldLock lock = locker().lock(file, EXCLUSIVE);
            CompletableFuture<HeldLock> future = locker().lockAsync(file, EXCLUSIVE);
            Threads.Task<Boolean> canceller = Threads.start(() -> future.cancel(true));
            lock.close();
            if (!canceller.get()) {
                future.get().close();
            }
            try (HeldLock next = locker().lock(file, SHARED)) {
                assertThat(next.isValid()).isTrue();
            }
        }
    }

    @Test
    default void holdOfAFutureBelongsToNoThread(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        HeldLock lock = locker().lockAsync(file, EXCLUSIVE).get();
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
        HeldLock old = locker().lock(file, EXCLUSIVE);
        CompletableFuture<HeldLock> future = locker().lockAsync(file, EXCLUSIVE);
        boolean replaced = ContractBase.replace(file);
        old.close();
        try (HeldLock lock = future.get(Patience.SECONDS, TimeUnit.SECONDS)) {
            assertThat(lock.isValid()).isTrue();
            assertThat(locker().tryLock(file, SHARED)).isEmpty();
        }
        assumeTrue(replaced, "this system does not replace an open file");
    }
}
