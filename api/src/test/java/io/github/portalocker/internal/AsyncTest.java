package io.github.portalocker.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Locks that a future brings. */
final class AsyncTest extends EngineTest {
    private static final int ROUNDS = 300;

    private static HeldFileLock get(CompletableFuture<HeldFileLock> future) throws Exception {
        return future.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private CompletableFuture<HeldFileLock> futureInTheKernel() {
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        awaitKernelWaits(1);
        return future;
    }

    @Test
    void freeLockIsThereAtOnce() throws Exception {
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        assertThat(future).isCompleted();
        assertThat(isFree(SHARED)).isFalse();
        future.get().close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void futuresComeInTheOrderOfTheirRequestsAndTakeOneThread() throws Exception {
        List<Integer> order = new ArrayList<>();
        List<CompletableFuture<Void>> visits = new ArrayList<>();
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            for (int i = 0; i < 20; i++) {
                int number = i;
                visits.add(locker.lockAsync(FILE, EXCLUSIVE).thenAccept(lock -> {
                    order.add(number); // guarded by the lock
                    closeQuietly(lock);
                }));
            }
            awaitKernelWaits(1);
            assertThat(EngineState.leftovers().stream().filter(each -> each.startsWith("helper")))
                    .as("beside %s", other)
                    .hasSize(1);
        }
        CompletableFuture.allOf(visits.toArray(CompletableFuture[]::new))
                .get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(order).isSorted().hasSize(20);
    }

    private static void closeQuietly(HeldFileLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void futureWaitsBehindThreadsAndThreadsBehindIt() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        Task<HeldFileLock> thread =
                Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        lock.close();
        HeldFileLock second = get(future);
        assertThat(thread.queued().result()).isNotDone();
        second.close();
        thread.get().close();
    }

    @Test
    void lockOfAFutureBelongsToNoThread() throws Exception {
        HeldFileLock lock = locker.lockAsync(FILE, EXCLUSIVE).get();
        Task<HeldFileLock> closer = Task.start(() -> {
            Thread.sleep(20);
            lock.close();
            return lock;
        });
        locker.lock(FILE, EXCLUSIVE).close(); // no IllegalStateException
        closer.get();
    }

    @ParameterizedTest
    @EnumSource
    void failureCompletesTheFuture(Failures failure) {
        for (Operation operation : List.of(Operation.OPEN, Operation.TRY_LOCK, Operation.NAMES_SAME_FILE)) {
            script.before(operation, failure);
            assertThat(locker.lockAsync(FILE, EXCLUSIVE))
                    .as("%s", operation)
                    .failsWithin(Waiting.PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isSameAs(failure.thrown());
            script.clear();
        }
    }

    @ParameterizedTest
    @EnumSource
    void endWithdrawsAWaitInTheKernel(Ending ending) throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            CompletableFuture<HeldFileLock> future = futureInTheKernel();
            ending.apply(future);
            eventually().until(future::isDone);
            eventually().untilAsserted(() -> assertThat(backend.leftovers()).isEmpty());
            locker.lock(FILE, SHARED).close(); // a writer that waited would keep it out
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void endWithdrawsAWaitInTheMiddleOfTheQueue(Ending ending) throws Exception {
        HeldFileLock lock = locker.lock(FILE, SHARED);
        Task<HeldFileLock> first =
                Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        Task<HeldFileLock> last = Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        assertThat(backend.openHandles()).isEqualTo(4);
        ending.apply(future);
        eventually().until(future::isDone);
        eventually().untilAsserted(() -> assertThat(backend.openHandles()).isEqualTo(3));
        lock.close();
        first.get().close();
        last.get().close();
    }

    /** A reader that came before the end of the writer's wait is let in by it. */
    @ParameterizedTest
    @EnumSource
    void endLetsThoseBehindIn(Ending ending) throws Exception {
        HeldFileLock lock = locker.lock(FILE, SHARED);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        Task<HeldFileLock> reader = Task.start(() -> locker.lock(FILE, SHARED)).queued();
        ending.apply(future);
        reader.get().close();
        lock.close();
    }

    @ParameterizedTest
    @EnumSource
    void lockThatArrivesWithTheEndOfItsFutureIsReleased(Ending ending) throws Exception {
        OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE);
        Gate gate = script.gateAfter(Operation.AWAIT);
        CompletableFuture<HeldFileLock> future = futureInTheKernel();
        other.unlock();
        eventually().until(() -> !gate.visitors().isEmpty());
        ending.apply(future);
        eventually().until(future::isDone);
        gate.open();
        eventually().until(() -> other.tryLock(EXCLUSIVE));
        other.close();
    }

    @ParameterizedTest
    @EnumSource
    void endThatRacesTheArrivalLeavesNoLockBehind(Ending ending) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
            CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
            Task<Boolean> ender = Task.start(() -> {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(300_000));
                ending.apply(future);
                return true;
            });
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(300_000));
            lock.close();
            ender.get();
            eventually().until(future::isDone);
            HeldFileLock received = future.exceptionally(e -> null).get();
            if (received != null) {
                received.close();
            }
            try (HeldFileLock next = locker.lock(FILE, SHARED)) {
                assertThat(next.isValid()).isTrue();
            }
        }
    }

    @Test
    void futureThatIsDoneBeforeItsDependentsRunKeepsItsLock() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        lock.close();
        HeldFileLock received = get(future);
        assertThat(future.cancel(true)).isFalse();
        assertThat(received.isValid()).isTrue();
        received.close();
    }
}
