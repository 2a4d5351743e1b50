package io.github.portalocker.internal;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.memory.Cancels;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is open and for how long, and what one open file can carry. */
final class HandleTest extends EngineTest {
    private void assertCounts(int open, int tried, int unlocked, int closed) {
        assertThat(List.of(Operation.OPEN, Operation.TRY_LOCK, Operation.UNLOCK, Operation.CLOSE))
                .extracting(script::count)
                .containsExactly(open, tried, unlocked, closed);
    }

    @Test
    void lockByPathIsFourCallsAndALookAtThePath() throws Exception {
        locker.lock(FILE, EXCLUSIVE).close();
        assertCounts(1, 1, 1, 1);
        assertThat(script.count(Operation.NAMES_SAME_FILE)).isEqualTo(1);
    }

    @Test
    void lockOfAnOpenFileIsTwoCalls() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            for (int i = 0; i < 3; i++) {
                file.lock(EXCLUSIVE).close();
            }
            assertCounts(1, 3, 3, 0);
            assertThat(script.count(Operation.NAMES_SAME_FILE)).isZero();
        }
        assertCounts(1, 3, 3, 1);
    }

    @Test
    void refusedTryLeavesNothingOpen() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            assertThat(tryLock(locker, FILE, EXCLUSIVE)).isNull();
            assertThat(backend.openHandles()).as("beside %s", other).isZero();
        }
    }

    @Test
    void sharedLocksOfOneOpenFileAreCounted() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock first = file.lock(SHARED);
            HeldFileLock second = file.lock(SHARED);
            HeldFileLock third = file.lock(SHARED);
            assertCounts(1, 1, 0, 0);
            second.close();
            first.close();
            assertCounts(1, 1, 0, 0);
            assertThat(third.isValid()).isTrue();
            assertThat(isFree(EXCLUSIVE)).isFalse();
            third.close();
            assertThat(isFree(EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void lockThatIsClosedTwiceIsReleasedOnce() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock first = file.lock(SHARED);
            HeldFileLock second = file.lock(SHARED);
            first.close();
            first.close();
            assertThat(second.isValid()).isTrue();
            second.close();
        }
    }

    @Test
    void lockThatManyThreadsCloseIsReleasedOnce() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        CyclicBarrier start = new CyclicBarrier(8);
        List<Task<Boolean>> closers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            closers.add(Task.start(() -> {
                start.await();
                lock.close();
                return lock.isValid();
            }));
        }
        for (Task<Boolean> closer : closers) {
            assertThat(closer.get()).isFalse();
        }
        assertCounts(1, 1, 1, 1);
    }

    @ParameterizedTest
    @EnumSource
    void failureToOpenIsTold(Failures failure) {
        script.before(Operation.OPEN, failure);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isSameAs(failure.thrown());
        assertThatThrownBy(() -> locker.tryLock(FILE, EXCLUSIVE)).isSameAs(failure.thrown());
        assertThatThrownBy(() -> locker.open(FILE)).isSameAs(failure.thrown());
    }

    @ParameterizedTest
    @EnumSource
    void failureToTryLeavesNothingOpen(Failures failure) {
        script.before(Operation.TRY_LOCK, failure);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isSameAs(failure.thrown());
        assertThatThrownBy(() -> locker.tryLock(FILE, EXCLUSIVE)).isSameAs(failure.thrown());
        assertThat(backend.openHandles()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void failureToLookAtThePathReleasesTheLock(Failures failure) throws Exception {
        script.before(Operation.NAMES_SAME_FILE, failure);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isSameAs(failure.thrown());
        assertThatThrownBy(() -> locker.tryLock(FILE, EXCLUSIVE)).isSameAs(failure.thrown());
        script.clear();
        assertThat(backend.openHandles()).isZero();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void failedUnlockLeavesTheLockHeldAndCanBeRepeated() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        script.before(Operation.UNLOCK, Failures.IO.once());
        assertThatThrownBy(lock::close).isSameAs(Failures.IO.thrown());
        assertThat(lock.isValid()).isTrue();
        assertThat(isFree(SHARED)).isFalse();
        lock.close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void failedCloseIsToldAndNothingIsHeld() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        script.after(Operation.CLOSE, Failures.IO.once());
        assertThatThrownBy(lock::close).isSameAs(Failures.IO.thrown());
        lock.close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void closingAnOpenFileReleasesItsLocksAndNoOthers() throws Exception {
        try (LockFile other = locker.open(FILE)) {
            LockFile file = locker.open(FILE);
            HeldFileLock first = file.lock(SHARED);
            HeldFileLock second = file.lock(SHARED);
            HeldFileLock stays = other.lock(SHARED);
            file.close();
            file.close();
            assertThat(List.of(first.isValid(), second.isValid(), stays.isValid()))
                    .containsExactly(false, false, true);
            first.close();
            assertThat(isFree(EXCLUSIVE)).isFalse();
            stays.close();
            assertThatThrownBy(() -> file.lock(SHARED)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> file.tryLock(SHARED)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closingAnOpenFileEndsThoseWhoWaitThroughIt() throws Exception {
        List<Task<HeldFileLock>> waiters = new ArrayList<>();
        LockFile file = locker.open(FILE);
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            waiters.add(Task.start(() -> file.lock(EXCLUSIVE)));
            awaitKernelWaits(1);
            waiters.add(Task.start(() -> file.lock(EXCLUSIVE)).queued());
            waiters.add(Task.start(() -> file.lock(SHARED, Waiting.PATIENCE.multipliedBy(2)))
                    .queued());
            file.close();
            for (Task<HeldFileLock> waiter : waiters) {
                assertThatThrownBy(waiter::get)
                        .as("beside %s", other)
                        .isInstanceOf(LockException.class)
                        .hasMessageContaining("closed");
            }
            eventually().until(() -> backend.openHandles() == 0);
        }
    }

    @Test
    void closingOneOpenFileDisturbsNoWaiterOfAnother() throws Exception {
        try (LockFile other = locker.open(FILE)) {
            LockFile file = locker.open(FILE);
            HeldFileLock lock = file.lock(EXCLUSIVE);
            Task<HeldFileLock> waiter = Task.start(() -> other.lock(EXCLUSIVE)).queued();
            file.close();
            waiter.get().close();
            assertThat(lock.isValid()).isFalse();
        }
    }

    /** Its number could be given to another file, which the wait would lock. */
    @Test
    void handleStaysOpenForAsLongAsAWaitIsInTheKernel() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            LockFile file = locker.open(FILE);
            Task<HeldFileLock> waiter = Task.start(() -> file.lock(EXCLUSIVE));
            awaitKernelWaits(1);
            backend.cancels(Cancels.LOST);
            file.close();
            eventually().until(() -> script.count(Operation.CANCEL) > 2);
            assertThat(backend.openHandles()).as("beside %s", other).isEqualTo(1);
            backend.cancels(Cancels.HEARD);
            assertThatThrownBy(waiter::get).isInstanceOf(LockException.class);
            assertThat(backend.openHandles()).isZero();
        }
    }

    @Test
    void failureToReleaseOneRangeDoesNotKeepTheRestOpen() throws Exception {
        LockFile file = locker.open(FILE);
        List<HeldFileLock> locks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            locks.add(file.range(new LockRange(i, 1)).lock(EXCLUSIVE));
        }
        script.before(Operation.UNLOCK, Failures.IO.once());
        assertThatThrownBy(file::close).isSameAs(Failures.IO.thrown());
        assertThat(backend.openHandles())
                .as("of the range that is still locked")
                .isEqualTo(1);
        for (HeldFileLock lock : locks) {
            lock.close();
        }
    }

    @Test
    void channelOfALockIsClosedWithIt() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        FileChannel channel = lock.channel();
        assertThat(lock.channel()).isSameAs(channel);
        assertThat(channel.size()).isZero();
        lock.close();
        assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(lock::channel).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void channelThatTheUserClosedIsOpenedAgain() throws Exception {
        try (HeldFileLock lock = locker.lock(FILE, SHARED)) {
            lock.channel().close();
            assertThat(lock.channel().isOpen()).isTrue();
            assertThat(isFree(EXCLUSIVE)).isFalse();
        }
    }

    @Test
    void lockIsNotValidOnceItWasReleasedDeletedOrLost() throws Exception {
        HeldFileLock released = locker.lock(FILE, SHARED);
        released.close();
        assertThat(released.isValid()).isFalse();
        try (HeldFileLock lost = locker.lock(FILE, SHARED)) {
            assertThat(lost.isValid()).isTrue();
            files.loseLocks(FILE);
            assertThat(lost.isValid()).isFalse();
        }
        try (HeldFileLock deleted = locker.lock(FILE, SHARED)) {
            files.delete(FILE);
            assertThat(deleted.isValid()).isFalse();
        }
    }

    @Test
    void closeGoesOnAfterAnErrorOfTheBackend() throws Exception {
        LockFile file = locker.open(FILE);
        HeldFileLock lock = file.lock(EXCLUSIVE);
        script.before(Operation.UNLOCK, Failures.ERROR.once());
        assertThatThrownBy(file::close).isSameAs(Failures.ERROR.thrown());
        lock.close();
        assertThat(backend.openHandles()).isZero();
    }
}
