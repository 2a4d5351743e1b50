package io.github.portalocker.internal;

import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Locks that a server has dropped: they exclude nothing, so no other thread may rely on them. */
final class LossTest extends EngineTest {
    private LockFile file;

    @BeforeEach
    void open() throws Exception {
        file = locker.open(FILE);
    }

    @AfterEach
    void close() throws Exception {
        file.close();
    }

    @Test
    void lostLockIsNotHandedOver() throws Exception {
        HeldFileLock lock = file.lock(EXCLUSIVE);
        Task<HeldFileLock> next = Task.start(() -> file.lock(EXCLUSIVE)).queued();
        files.loseLocks(FILE);
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            lock.close();
            awaitKernelWaits(1);
            other.unlock();
            try (HeldFileLock received = next.get()) {
                assertThat(received.isValid()).isTrue();
                assertThat(other.tryLock(SHARED)).isFalse();
            }
        }
    }

    @Test
    void lostLockIsNotShared() throws Exception {
        HeldFileLock lost = file.lock(SHARED);
        files.loseLocks(FILE);
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            assertThat(tryLock(file, SHARED)).isNull();
            other.unlock();
            try (HeldFileLock fresh = file.lock(SHARED)) {
                assertThat(List.of(lost.isValid(), fresh.isValid())).containsExactly(false, true);
                assertThat(other.tryLock(EXCLUSIVE)).isFalse();
            }
        }
        lost.close();
    }

    @Test
    void lostLockKeepsNoThreadWaiting() throws Exception {
        HeldFileLock lost = file.lock(EXCLUSIVE);
        files.loseLocks(FILE);
        assertThat(lost.isValid()).isFalse();
        HeldFileLock fresh = Task.start(() -> locker.lock(FILE, EXCLUSIVE)).get();
        assertThat(fresh.isValid()).isTrue();
        lost.close();
        assertThat(fresh.isValid()).isTrue();
        fresh.close();
    }

    @Test
    void channelOfACallerIsLockedAgainOnceItsLostLockIsReleased() throws Exception {
        var channel = files.channel(FILE);
        HeldFileLock lost = locker.lock(channel, EXCLUSIVE);
        files.loseLocks(FILE);
        assertThat(locker.tryLock(channel, SHARED)).isNull();
        lost.close();
        try (HeldFileLock fresh = locker.lock(channel, EXCLUSIVE)) {
            assertThat(fresh.isValid()).isTrue();
        }
    }

    @Test
    void lostLocksThatWereReleasedLeaveNoHandleOpen() throws Exception {
        for (int i = 0; i < 10; i++) {
            HeldFileLock lock = file.lock(EXCLUSIVE);
            files.loseLocks(FILE);
            lock.close();
        }
        file.lock(EXCLUSIVE).close();
        assertThat(backend.openHandles()).isEqualTo(1);
    }

    @Test
    void handleOfALostLockIsClosedWithItsRelease() throws Exception {
        HeldFileLock lost = file.lock(SHARED);
        HeldFileLock alsoLost = file.lock(SHARED);
        files.loseLocks(FILE);
        HeldFileLock fresh = file.lock(SHARED);
        lost.close();
        assertThat(backend.openHandles()).isEqualTo(2);
        alsoLost.close();
        assertThat(backend.openHandles()).isEqualTo(1);
        assertThat(fresh.isValid()).isTrue();
    }

    @Test
    void handleOfALostRangeIsClosedWithItsRelease() throws Exception {
        LockRange range = new LockRange(0, 1);
        HeldFileLock lost = file.range(range).lock(EXCLUSIVE);
        files.loseLocks(FILE);
        HeldFileLock fresh = file.range(range).lock(EXCLUSIVE);
        assertThat(backend.openHandles()).as("two of the range").isEqualTo(3);
        lost.close();
        assertThat(backend.openHandles()).isEqualTo(2);
        assertThat(fresh.isValid()).isTrue();
    }

    @Test
    void failureToCloseTheHandleOfALostLockIsNotThatOfTheNext() throws Exception {
        HeldFileLock lost = file.lock(EXCLUSIVE);
        files.loseLocks(FILE);
        lost.close();
        script.after(Operation.CLOSE, Failures.IO.once());
        try (HeldFileLock fresh = file.lock(EXCLUSIVE)) {
            assertThat(fresh.isValid()).isTrue();
        }
        assertThat(backend.openHandles()).isEqualTo(1);
    }

    /** The lost handle is the one that the range is opened through. */
    @Test
    void handleIsNotClosedWhileARangeOfItIsOpened() throws Exception {
        HeldFileLock lost = file.lock(EXCLUSIVE);
        files.loseLocks(FILE);
        lost.close();
        Gate gate = script.gateBefore(Operation.OPEN_RANGE);
        Task<HeldFileLock> range =
                Task.start(() -> file.range(new LockRange(0, 1)).lock(EXCLUSIVE));
        eventually().until(() -> !gate.visitors().isEmpty());
        file.lock(EXCLUSIVE).close();
        assertThat(script.count(Operation.CLOSE)).isZero();
        gate.open();
        range.get().close();
        assertThat(backend.openHandles()).isEqualTo(1);
    }
}
