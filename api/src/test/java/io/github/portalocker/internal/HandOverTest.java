package io.github.portalocker.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Threads of one JVM hand the lock of one open file over to each other without telling the operating system. */
final class HandOverTest extends EngineTest {
    private static final int ROUNDS = 300;

    private LockFile file;

    @BeforeEach
    void open() throws Exception {
        file = locker.open(FILE);
    }

    @AfterEach
    void close() throws Exception {
        file.close();
    }

    private Task<HeldFileLock> waiter(LockMode mode) {
        return Task.start(() -> file.lock(mode)).queued();
    }

    private void assertSystemCalls(int tries, int unlocks) {
        assertThat(List.of(script.count(Operation.TRY_LOCK), script.count(Operation.UNLOCK)))
                .as("tries and unlocks")
                .containsExactly(tries, unlocks);
    }

    @Test
    void firstWaiterGetsTheLockAsItIs() throws Exception {
        HeldFileLock lock = file.lock(EXCLUSIVE);
        Task<HeldFileLock> next = waiter(EXCLUSIVE);
        lock.close();
        try (HeldFileLock received = next.get()) {
            assertSystemCalls(1, 0);
            assertThat(lock.isValid()).isFalse();
            assertThat(received.isValid()).isTrue();
            assertThat(isFree(SHARED)).isFalse();
        }
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void lockIsReleasedFirstForAWaiterThatSharesIt() throws Exception {
        HeldFileLock lock = file.lock(EXCLUSIVE);
        Task<HeldFileLock> next = waiter(SHARED);
        lock.close();
        try (HeldFileLock received = next.get();
                OtherProcess other = files.otherProcess(FILE)) {
            assertThat(received.isValid()).isTrue();
            assertThat(other.tryLock(SHARED)).isTrue();
        }
    }

    @Test
    void lockIsReleasedFirstForAWaiterWithAHandleOfItsOwn() throws Exception {
        HeldFileLock lock = file.lock(EXCLUSIVE);
        Task<HeldFileLock> next = Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        lock.close();
        next.get().close();
        assertThat(script.count(Operation.UNLOCK)).isEqualTo(2);
    }

    @Test
    void otherProcessesGetTheirChanceAfterSomeHandOvers() throws Exception {
        HeldFileLock lock = file.lock(EXCLUSIVE);
        List<Task<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            waiters.add(Task.start(() -> {
                        file.lock(EXCLUSIVE).close();
                        return true;
                    })
                    .queued());
        }
        lock.close();
        for (Task<Boolean> waiter : waiters) {
            waiter.get();
        }
        assertThat(script.count(Operation.UNLOCK)).isBetween(2, 13);
    }

    @Test
    void failedReleaseHandsNothingOver() throws Exception {
        HeldFileLock lock = file.lock(EXCLUSIVE);
        Task<HeldFileLock> next = waiter(SHARED);
        script.before(Operation.UNLOCK, Failures.IO.once());
        assertThatThrownBy(lock::close).isSameAs(Failures.IO.thrown());
        assertThat(next.queued().result()).isNotDone();
        lock.close();
        next.get().close();
    }

    /** Hands over to a waiter that leaves at the same moment, for one reason or another. */
    private void race(Callable<HeldFileLock> waiter, Consumer<Thread> disturbance) throws Exception {
        try (OtherProcess other = files.otherProcess(FILE)) {
            for (int i = 0; i < ROUNDS; i++) {
                HeldFileLock lock = file.lock(EXCLUSIVE);
                Task<Boolean> leaver = Task.start(() -> {
                    try (HeldFileLock received = waiter.call()) {
                        return received.isValid();
                    } catch (LockTimeoutException | InterruptedException e) {
                        return false;
                    }
                });
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(1_000_000));
                disturbance.accept(leaver.thread());
                lock.close();
                leaver.get();
                assertThat(other.tryLock(EXCLUSIVE)).as("round %s", i).isTrue();
                other.unlock();
            }
        }
    }

    @Test
    void waiterThatTimesOutMeanwhileLeavesNoLockBehind() throws Exception {
        race(
                () -> file.lock(
                        EXCLUSIVE, Duration.ofNanos(ThreadLocalRandom.current().nextInt(1_000_000))),
                thread -> {});
    }

    @Test
    void waiterThatIsInterruptedMeanwhileLeavesNoLockBehind() throws Exception {
        race(() -> file.lock(EXCLUSIVE), Thread::interrupt);
    }

    @Test
    void closeOfTheFileTakesBackWhatWasHandedOver() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE)) {
            for (int i = 0; i < ROUNDS; i++) {
                LockFile each = locker.open(FILE);
                HeldFileLock lock = each.lock(EXCLUSIVE);
                Task<HeldFileLock> waiter =
                        Task.start(() -> each.lock(EXCLUSIVE)).queued();
                Task<Boolean> releaser = Task.start(() -> {
                    lock.close();
                    return true;
                });
                each.close();
                releaser.get();
                waiter.result().exceptionally(e -> lock).get().close();
                assertThat(other.tryLock(EXCLUSIVE)).as("round %s", i).isTrue();
                other.unlock();
            }
        }
    }

    /** The waiter has its hold, and still stands in the queue: a close of the hold at that moment hands the lock over to it. */
    @Test
    void holdThatIsClosedBeforeItsWaiterHasLeftTheQueueIsReleased() throws Exception {
        LockFile view = file.range(LockRange.WHOLE_FILE);
        HeldFileLock byPath = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> waiter = Task.start(() -> view.lock(EXCLUSIVE)).queued();
        Object queue = EngineState.onlyQueue();
        synchronized (queue) { // which the waiter needs to leave
            byPath.close();
            eventually().until(() -> waiter.thread().getState() == Thread.State.BLOCKED);
            view.close();
        }
        assertThat(waiter.get().isValid()).isFalse();
        try (OtherProcess other = files.otherProcess(FILE)) {
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
        assertThat(isFree(SHARED)).isTrue();
    }
}
