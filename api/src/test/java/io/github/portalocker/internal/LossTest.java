package io.github.portalocker.internal;

import java.util.List;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
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
        HeldLock lock = file.lock(EXCLUSIVE);
        Task<HeldLock> next = Task.start(() -> file.lock(EXCLUSIVE)).queued();
        files.loseLocks(FILE);
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            lock.close();
            awaitKernelWaits(1);
            other.unlock();
            try (HeldLock received = next.get()) {
                assertThat(received.isValid()).isTrue();
                assertThat(other.tryLock(SHARED)).isFalse();
            }
        }
    }

    @Test
    void lostLockIsNotShared() throws Exception {
        HeldLock lost = file.lock(SHARED);
        files.loseLocks(FILE);
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            assertThat(tryLock(file, SHARED)).isNull();
            other.unlock();
            try (HeldLock fresh = file.lock(SHARED)) {
                assertThat(List.of(lost.isValid(), fresh.isValid())).containsExactly(false, true);
                assertThat(other.tryLock(EXCLUSIVE)).isFalse();
            }
        }
        lost.close();
    }

    @Test
    void lostLockKeepsNoThreadWaiting() throws Exception {
        HeldLock lost = file.lock(EXCLUSIVE);
        files.loseLocks(FILE);
        assertThat(lost.isValid()).isFalse();
        HeldLock fresh = Task.start(() -> locker.lock(FILE, EXCLUSIVE)).get();
        assertThat(fresh.isValid()).isTrue();
        lost.close();
        assertThat(fresh.isValid()).isTrue();
        fresh.close();
    }

    @Test
    void channelOfACallerIsLockedAgainOnceItsLostLockIsReleased() throws Exception {
        var channel = files.channel(FILE);
        HeldLock lost = locker.lock(channel, EXCLUSIVE);
        files.loseLocks(FILE);
        assertThat(locker.tryLock(channel, SHARED)).isEmpty();
        lost.close();
        try (HeldLock fresh = locker.lock(channel, EXCLUSIVE)) {
            assertThat(fresh.isValid()).isTrue();
        }
    }

    @Test
    @Disabled("a LockFile keeps the descriptor of each lost lock open until it is closed itself")
    void lostLocksThatWereReleasedLeaveNoHandleOpen() throws Exception {
        for (int i = 0; i < 10; i++) {
            HeldLock lock = file.lock(EXCLUSIVE);
            files.loseLocks(FILE);
            lock.close();
        }
        file.lock(EXCLUSIVE).close();
        assertThat(backend.openHandles()).isEqualTo(1);
    }
}
