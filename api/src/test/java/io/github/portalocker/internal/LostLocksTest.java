package io.github.portalocker.internal;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.spi.OpenOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A server has dropped a lock, and the backend knows: nothing of it goes to another thread. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LostLocksTest {
    private static final Path FILE = Path.of("file");

    private final MemoryBackend backend = new MemoryBackend();
    private final Locks locks = new Locks(backend, OpenOptions.DEFAULT, false);

    private MemoryBackend.Handle taken(LockMode mode) {
        MemoryBackend.Handle other = backend.elsewhere(FILE);
        assertThat(other.tryLock(mode)).isTrue();
        return other;
    }

    private static CompletableFuture<HeldLock> start(java.util.concurrent.Callable<HeldLock> task) {
        CompletableFuture<HeldLock> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    @Test
    void lostSharedLockIsNotJoined() throws Exception {
        try (LockFile file = locks.open(FILE)) {
            HeldLock lost = file.lock(SHARED);
            backend.holder(FILE).lose();
            MemoryBackend.Handle other = taken(EXCLUSIVE);
            assertThat(file.tryLock(SHARED)).isEmpty();
            assertThat(lost.isValid()).isFalse();
            other.unlock();
            try (HeldLock fresh = file.tryLock(SHARED).orElseThrow()) {
                assertThat(fresh.isValid()).isTrue();
                lost.close();
                assertThat(fresh.isValid()).isTrue();
                assertThat(backend.elsewhere(FILE).tryLock(EXCLUSIVE)).isFalse();
            }
        }
        assertThat(backend.isFree(FILE)).isTrue();
        assertThat(backend.openHandles(FILE)).isZero();
    }

    @Test
    void lostLockIsNotHandedOver() throws Exception {
        try (LockFile file = locks.open(FILE)) {
            HeldLock lost = file.lock(EXCLUSIVE);
            CompletableFuture<HeldLock> next = start(() -> file.lock(EXCLUSIVE));
            Thread.sleep(100);
            assertThat(next).isNotDone();
            backend.holder(FILE).lose();
            MemoryBackend.Handle other = taken(EXCLUSIVE);
            lost.close();
            Thread.sleep(100);
            assertThat(next).isNotDone();
            other.unlock();
            try (HeldLock fresh = next.get(20, TimeUnit.SECONDS)) {
                assertThat(fresh.isValid()).isTrue();
                assertThat(backend.elsewhere(FILE).tryLock(SHARED)).isFalse();
            }
        }
        assertThat(backend.isFree(FILE)).isTrue();
        assertThat(backend.openHandles(FILE)).isZero();
    }

    /** The holder may take its time, or never close it. */
    @ParameterizedTest
    @EnumSource
    void waitersGoOnWhileTheLostLockIsStillInTheHandsOfItsHolder(LockMode mode) throws Exception {
        try (LockFile file = locks.open(FILE)) {
            HeldLock lost = file.lock(EXCLUSIVE);
            CompletableFuture<HeldLock> through = start(() -> file.lock(mode));
            CompletableFuture<HeldLock> byPath = start(() -> locks.acquire(FILE, mode, Deadline.NEVER));
            CompletableFuture<HeldLock> future = locks.acquireAsync(FILE, mode);
            Thread.sleep(100);
            assertThat(CompletableFuture.anyOf(through, byPath, future)).isNotDone();
            backend.holder(FILE).lose();
            assertThat(lost.isValid()).isFalse(); // which tells the others
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Object> first = CompletableFuture.anyOf(through, byPath, future);
                HeldLock lock = (HeldLock) first.get(20, TimeUnit.SECONDS);
                assertThat(lock.isValid()).isTrue();
                lock.close();
                if (through.isDone() && through.join() == lock) {
                    through = new CompletableFuture<>();
                } else if (byPath.isDone() && byPath.join() == lock) {
                    byPath = new CompletableFuture<>();
                } else {
                    future = new CompletableFuture<>();
                }
            }
            lost.close();
        }
        assertThat(backend.isFree(FILE)).isTrue();
        assertThat(backend.openHandles(FILE)).isZero();
    }

    @Test
    void threadThatHasLostALockDoesNotWaitForItself() throws Exception {
        try (HeldLock lost = locks.acquire(FILE, EXCLUSIVE, Deadline.NEVER)) {
            backend.holder(FILE).lose();
            assertThat(lost.isValid()).isFalse();
            try (HeldLock fresh = locks.acquire(FILE, EXCLUSIVE, Deadline.NEVER)) {
                assertThat(fresh.isValid()).isTrue();
            }
        }
    }

    @Test
    void closingALostLockFailsNotThoughTheServerDoes() throws Exception {
        try (LockFile file = locks.open(FILE)) {
            HeldLock lost = file.lock(EXCLUSIVE);
            backend.holder(FILE).lose();
            backend.server = call -> {
                if (call.equals("unlock")) {
                    throw FailingWaitsTest.Wrong.IO.happen();
                }
            };
            lost.close();
            backend.server = call -> {};
            file.lock(EXCLUSIVE, Duration.ofSeconds(20)).close();
        }
        assertThat(backend.openHandles(FILE)).isZero();
    }

    @Test
    void closingTheLockFileReleasesLostLocksToo() throws Exception {
        LockFile file = locks.open(FILE);
        HeldLock lost = file.lock(SHARED);
        backend.holder(FILE).lose();
        HeldLock fresh = file.lock(SHARED);
        file.close();
        assertThat(backend.isFree(FILE)).isTrue();
        assertThat(backend.openHandles(FILE)).isZero();
        assertThat(fresh.isValid()).isFalse();
        lost.close();
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry")
    void lostLockIsNotLockedAgainByItsThread() throws Exception {
        Lock lock = locks.readWriteLock(FILE).writeLock();
        lock.lock();
        backend.holder(FILE).lose();
        assertThatThrownBy(lock::lock).isInstanceOf(UncheckedIOException.class).hasMessageContaining("lost the lock");
        lock.unlock();
        lock.lock();
        lock.unlock();
        assertThat(backend.isFree(FILE)).isTrue();
    }
}
