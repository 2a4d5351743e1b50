package io.github.portalocker.internal;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A server has dropped a lock that is not closed yet: what its holder, and those who wait for it, can do then. */
final class LostLocksTest extends EngineTest {
    @AfterEach
    void lockIsFreeAfterwards() {
        try (OtherProcess other = files.otherProcess(FILE)) {
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void lostSharedLockIsNotJoined() throws Exception {
        try (LockFile file = locker.open(FILE);
                OtherProcess other = files.otherProcess(FILE)) {
            HeldFileLock lost = file.lock(SHARED);
            files.loseLocks(FILE);
            other.lock(EXCLUSIVE);
            assertThat(tryLock(file, SHARED)).isNull();
            assertThat(lost.isValid()).isFalse();
            other.unlock();
            try (HeldFileLock fresh = requireNonNull(file.tryLock(SHARED))) {
                assertThat(fresh.isValid()).isTrue();
                lost.close();
                assertThat(fresh.isValid()).isTrue();
                assertThat(other.tryLock(EXCLUSIVE)).isFalse();
            }
        }
    }

    private static Task<Boolean> visitor(Callable<HeldFileLock> acquisition) {
        return Task.start(() -> {
            try (HeldFileLock lock = acquisition.call()) {
                return lock.isValid();
            }
        });
    }

    /** The holder may take its time, or never close it. */
    @ParameterizedTest
    @EnumSource
    void waitersGoOnWhileTheLostLockIsStillInTheHandsOfItsHolder(LockMode mode) throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock lost = file.lock(EXCLUSIVE);
            Task<Boolean> throughTheFile = visitor(() -> file.lock(mode)).queued();
            Task<Boolean> byPath = visitor(() -> locker.lock(FILE, mode)).queued();
            CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, mode);
            assertThat(future).isNotDone();
            Task<Boolean> byFuture = visitor(future::get);
            files.loseLocks(FILE);
            assertThat(lost.isValid()).isFalse(); // which tells the others
            for (Task<Boolean> visitor : List.of(throughTheFile, byPath, byFuture)) { // in no certain order
                assertThat(visitor.get()).isTrue();
            }
            lost.close();
        }
        assertThat(backend.openHandles()).isZero();
    }

    @Test
    void threadThatHasLostALockDoesNotWaitForItself() throws Exception {
        try (HeldFileLock lost = locker.lock(FILE, EXCLUSIVE)) {
            files.loseLocks(FILE);
            assertThat(lost.isValid()).isFalse();
            try (HeldFileLock fresh = locker.lock(FILE, EXCLUSIVE)) {
                assertThat(fresh.isValid()).isTrue();
            }
        }
    }

    @Test
    void lostLockCanBeClosedThoughTheServerFails() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock lost = file.lock(EXCLUSIVE);
            files.loseLocks(FILE);
            script.before(Operation.UNLOCK, Failures.IO.once());
            lost.close();
            assertThat(script.count(Operation.UNLOCK)).isEqualTo(1);
            file.lock(EXCLUSIVE, Waiting.PATIENCE).close();
        }
        assertThat(backend.openHandles()).isZero();
    }

    @Test
    void closingTheLockFileReleasesLostLocksToo() throws Exception {
        LockFile file = locker.open(FILE);
        HeldFileLock lost = file.lock(SHARED);
        files.loseLocks(FILE);
        HeldFileLock fresh = file.lock(SHARED);
        file.close();
        assertThat(backend.openHandles()).isZero();
        assertThat(fresh.isValid()).isFalse();
        lost.close();
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // to see what is held in between
    void lostLockIsNotLockedAgainByItsThread() {
        Lock lock = locker.readWriteLock(FILE).writeLock();
        lock.lock();
        files.loseLocks(FILE);
        assertThatThrownBy(lock::lock).isInstanceOf(UncheckedIOException.class).hasMessageContaining("lost the lock");
        lock.unlock();
        lock.lock();
        lock.unlock();
    }
}
