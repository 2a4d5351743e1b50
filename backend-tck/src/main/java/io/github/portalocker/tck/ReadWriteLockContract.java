package io.github.portalocker.tck;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

import io.github.portalocker.HeldFileLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The view as a {@link ReadWriteLock}.
 *
 * @since 0.1.0
 */
@SuppressWarnings("LockNotBeforeTry") // locks and unlocks one by one to see what happens
public interface ReadWriteLockContract extends ContractBase {

    @Test
    @DisplayName("B16: locks are reentrant and released by the last unlock")
    default void locksAreReentrantAndReleasedByTheLastUnlock(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Lock write = locker().readWriteLock(file).writeLock();
        write.lock();
        write.lockInterruptibly();
        assertThat(write.tryLock()).isTrue();
        assertThat(write.tryLock(1, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(locker().tryLock(file, SHARED)).isNull();
            write.unlock();
        }
        assertThat(couldLock(EXCLUSIVE, file)).isTrue();
        assertThatThrownBy(write::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    default void readersShareAndKeepWritersOut(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        ReadWriteLock lock = locker().readWriteLock(file);
        lock.readLock().lock();
        assertThat(Threads.start(() -> {
                            boolean locked = lock.readLock().tryLock();
                            lock.readLock().unlock();
                            return locked;
                        })
                        .get())
                .isTrue();
        assertThat(Threads.start(() -> lock.writeLock().tryLock()).get()).isFalse();
        assertThat(Threads.start(() -> lock.writeLock().tryLock(50, TimeUnit.MILLISECONDS))
                        .get())
                .isFalse();
        try (Agent other = Agent.start(backend())) {
            assertThat(other.couldLock(SHARED, file)).isTrue();
            assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
        }
        lock.readLock().unlock();
    }

    @Test
    @DisplayName("B17: read lock cannot be upgraded")
    default void readLockCannotBeUpgraded(@TempDir Path dir) throws Exception {
        ReadWriteLock lock = locker().readWriteLock(dir.resolve("lock"));
        lock.readLock().lock();
        assertThatThrownBy(() -> lock.writeLock().lock())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("upgraded");
        assertThat(lock.writeLock().tryLock()).isFalse();
        assertThat(lock.writeLock().tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
        lock.readLock().unlock();
        lock.writeLock().lock();
        lock.writeLock().unlock();
    }

    @Test
    default void writeLockKeepsTheFileUntilItsReadLockIsReleased(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        ReadWriteLock lock = locker().readWriteLock(file);
        lock.writeLock().lock();
        lock.readLock().lock();
        lock.writeLock().unlock();
        assertThat(locker().tryLock(file, SHARED)).isNull();
        assertThatThrownBy(() -> lock.writeLock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
        lock.readLock().unlock();
        assertThat(couldLock(EXCLUSIVE, file)).isTrue();
    }

    @Test
    @DisplayName("B8: lock is not interrupted and keeps the interrupt status")
    default void lockIsNotInterruptedAndKeepsTheInterruptStatus(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        ReadWriteLock lock = locker().readWriteLock(file);
        try (Agent other = Agent.start(backend())) {
            other.lock(EXCLUSIVE, file);
            Threads.Task<Boolean> waiter = Threads.start(() -> {
                lock.writeLock().lock();
                boolean interrupted = Thread.currentThread().isInterrupted();
                lock.writeLock().unlock();
                return interrupted;
            });
            assertThat(waiter.isBlocked()).isTrue();
            waiter.thread().interrupt();
            assertThat(waiter.isBlocked()).isTrue();
            other.unlock(file);
            assertThat(waiter.get()).isTrue();
        }
    }

    @Test
    default void everyTimeInEveryUnitIsATimeout(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        ReadWriteLock lock = locker().readWriteLock(file);
        try (Agent other = Agent.start(backend())) {
            other.lock(EXCLUSIVE, file);
            for (TimeUnit unit : TimeUnit.values()) {
                assertThat(lock.writeLock().tryLock(0, unit)).as("0 %s", unit).isFalse();
                assertThat(lock.readLock().tryLock(Long.MIN_VALUE, unit))
                        .as("less than 0 %s", unit)
                        .isFalse();
            }
            Threads.Task<Boolean> waiter = Threads.start(() -> {
                boolean locked = lock.writeLock().tryLock(Long.MAX_VALUE, TimeUnit.DAYS);
                lock.writeLock().unlock();
                return locked;
            });
            assertThat(waiter.isBlocked()).isTrue();
            other.unlock(file);
            assertThat(waiter.get()).isTrue();
        }
    }

    @Test
    default void lockInterruptiblyIsInterrupted(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        ReadWriteLock lock = locker().readWriteLock(file);
        try (HeldFileLock held = locker().lock(file, SHARED)) {
            Threads.Task<Boolean> waiter = Threads.start(() -> {
                lock.writeLock().lockInterruptibly();
                return true;
            });
            assertThat(waiter.isBlocked()).as("by " + held).isTrue();
            waiter.thread().interrupt();
            assertThatThrownBy(waiter::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    default void conditionsAndUnlockableFilesAreRefused(@TempDir Path dir) {
        ReadWriteLock lock = locker().readWriteLock(dir);
        assertThatThrownBy(() -> lock.readLock().newCondition()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> lock.readLock().lock())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("it is a directory");
        assertThatThrownBy(() -> lock.writeLock().tryLock()).isInstanceOf(UncheckedIOException.class);
    }
}
