package io.github.portalocker.internal;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockPair;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The lock of a file as a reentrant pair of java.util.concurrent. */
@SuppressWarnings("LockNotBeforeTry") // to see what is held in between
final class ReadWriteLockTest extends EngineTest {
    private ReadWriteLock pair;

    @BeforeEach
    void make() {
        pair = locker.readWriteLock(FILE);
    }

    @Test
    void firstLockAcquiresAndLastUnlockReleases() throws Exception {
        pair.writeLock().lock();
        pair.writeLock().lockInterruptibly();
        assertThat(pair.writeLock().tryLock()).isTrue();
        assertThat(pair.writeLock().tryLock(1, TimeUnit.SECONDS)).isTrue();
        assertThat(script.count(Operation.TRY_LOCK)).isEqualTo(1);
        for (int i = 0; i < 4; i++) {
            assertThat(isFree(SHARED)).isFalse();
            pair.writeLock().unlock();
        }
        assertThat(isFree(EXCLUSIVE)).isTrue();
        assertThatThrownBy(() -> pair.writeLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void readLockUnderTheWriteLockKeepsTheFileExclusive() throws Exception {
        pair.writeLock().lock();
        pair.readLock().lock();
        pair.writeLock().unlock();
        assertThat(isFree(SHARED)).isFalse();
        pair.readLock().unlock();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void readLockCannotBeUpgraded() throws Exception {
        pair.readLock().lock();
        assertThatThrownBy(() -> pair.writeLock().lock()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pair.writeLock().lockInterruptibly()).isInstanceOf(IllegalStateException.class);
        assertThat(pair.writeLock().tryLock()).isFalse();
        assertThat(pair.writeLock().tryLock(1, TimeUnit.SECONDS)).isFalse();
        pair.readLock().unlock();
    }

    @Test
    void threadsShareReadLocksAndExcludeWriters() throws Exception {
        pair.readLock().lock();
        assertThat(Task.start(() ->
                                pair.readLock().tryLock() && !pair.writeLock().tryLock() && release(pair))
                        .get())
                .isTrue();
        Task<Boolean> writer = Task.start(() -> {
            pair.writeLock().lock();
            pair.writeLock().unlock();
            return true;
        });
        writer.queued();
        pair.readLock().unlock();
        assertThat(writer.get()).isTrue();
    }

    private static boolean release(ReadWriteLock pair) {
        pair.readLock().unlock();
        return true;
    }

    @Test
    void unlockByAnotherThreadIsRefused() throws Exception {
        pair.readLock().lock();
        assertThatThrownBy(() -> Task.start(() -> release(pair)).get())
                .isInstanceOf(IllegalMonitorStateException.class);
        pair.readLock().unlock();
    }

    @Test
    void twoPairsOfOneFileExcludeEachOther() throws Exception {
        ReadWriteLock other = locker.readWriteLock(FILE);
        pair.writeLock().lock();
        assertThat(other.readLock().tryLock()).isFalse();
        assertThat(other.readLock().tryLock(5, TimeUnit.MILLISECONDS)).isFalse();
        pair.writeLock().unlock();
        assertThat(other.readLock().tryLock()).isTrue();
        other.readLock().unlock();
    }

    private Task<Boolean> uninterruptible() {
        return Task.start(() -> {
            pair.writeLock().lock();
            pair.writeLock().unlock();
            return Thread.currentThread().isInterrupted();
        });
    }

    @Test
    void waitInTheQueueKeepsAnInterruptForLater() throws Exception {
        HeldFileLock lock = locker.lock(FILE, SHARED);
        Task<Boolean> task = uninterruptible().queued();
        task.thread().interrupt();
        assertThat(task.queued().result()).isNotDone();
        lock.close();
        assertThat(task.get()).isTrue();
    }

    @Test
    void waitInTheKernelKeepsAnInterruptForLater() throws Exception {
        Task<Boolean> task;
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            task = uninterruptible();
            awaitKernelWaits(1);
            task.thread().interrupt();
            assertThat(other.tryLock(SHARED)).isTrue();
            assertThat(task.result()).isNotDone();
        }
        assertThat(task.get()).isTrue();
        assertThat(script.count(Operation.CANCEL)).isZero();
    }

    @Test
    void interruptEndsAnInterruptibleWait() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            Task<Boolean> task = Task.start(() -> {
                pair.writeLock().lockInterruptibly();
                return true;
            });
            awaitKernelWaits(1);
            task.thread().interrupt();
            assertThatThrownBy(task::get).as("beside %s", other).isInstanceOf(InterruptedException.class);
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pair.writeLock().lockInterruptibly()).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pair.readLock().tryLock(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void failureIsToldUnchecked() {
        script.before(Operation.TRY_LOCK, Failures.IO);
        assertThatThrownBy(() -> pair.readLock().lock())
                .isInstanceOf(UncheckedIOException.class)
                .hasCause(Failures.IO.thrown());
        assertThatThrownBy(() -> pair.readLock().tryLock())
                .isInstanceOf(UncheckedIOException.class)
                .hasCause(Failures.IO.thrown());
    }

    @Test
    void failedUnlockLeavesTheLockHeld() throws Exception {
        pair.writeLock().lock();
        script.before(Operation.UNLOCK, Failures.IO.once());
        assertThatThrownBy(() -> pair.writeLock().unlock()).isInstanceOf(UncheckedIOException.class);
        assertThat(isFree(SHARED)).isFalse();
        pair.writeLock().unlock();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void longestTimeDoesNotOverflow() throws Exception {
        assertThat(pair.writeLock().tryLock(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
        pair.writeLock().unlock();
    }

    @Test
    void thereAreNoConditions() {
        assertThatThrownBy(() -> pair.writeLock().newCondition()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void lockWhoseFileCouldNotBeClosedIsNotReentered() throws Exception {
        pair.writeLock().lock();
        script.after(Operation.CLOSE, Failures.IO.once());
        assertThatThrownBy(pair.writeLock()::unlock)
                .isInstanceOf(UncheckedIOException.class)
                .hasCause(Failures.IO.thrown());
        assertThat(isFree(EXCLUSIVE)).as("it was released").isTrue();
        pair.writeLock().lock();
        assertThat(isFree(SHARED)).isFalse();
        pair.writeLock().unlock();
    }

    @Test
    void lockThatWasNotReleasedCanBeUnlockedAgain() throws Exception {
        pair.writeLock().lock();
        script.before(Operation.UNLOCK, Failures.IO.once());
        assertThatThrownBy(pair.writeLock()::unlock).isInstanceOf(UncheckedIOException.class);
        assertThat(isFree(SHARED)).isFalse();
        pair.writeLock().unlock();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void lockThatWasClosedMeanwhileIsNotReentered() throws Exception {
        pair.writeLock().lock();
        HeldLock lock = ((LockPair) pair).heldByCurrentThread();
        assertThat(lock).isNotNull();
        lock.close();
        assertThatThrownBy(pair.writeLock()::lock)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("closed meanwhile", "unlock it before it is locked again");
        pair.writeLock().unlock();
        pair.writeLock().lock();
        assertThat(isFree(SHARED)).isFalse();
        pair.writeLock().unlock();
    }
}
