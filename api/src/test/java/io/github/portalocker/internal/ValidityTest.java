package io.github.portalocker.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockLostException;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a lock tells of itself. */
final class ValidityTest extends EngineTest {
    @Test
    void lockIsValidUntilItIsReleased() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        assertThat(lock.isValid()).isTrue();
        lock.ensureValid();
        lock.close();
        assertThat(lock.isValid()).isFalse();
        assertThatThrownBy(lock::ensureValid)
                .isInstanceOf(LockLostException.class)
                .hasMessageContainingAll(FILE.toString(), "it was released");
    }

    @Test
    void lockOnAReplacedFileIsNotValid() throws Exception {
        try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
            files.delete(FILE);
            assertThat(lock.isValid()).isFalse();
            assertThatThrownBy(lock::ensureValid)
                    .isInstanceOf(LockLostException.class)
                    .hasMessageContaining("deleted, renamed or replaced");
        }
    }

    @Test
    void locksOfTheSystemHaveNoFencingToken() throws Exception {
        try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
            assertThat(lock.fencingToken()).isEmpty();
            assertThat(lock.subject()).isEqualTo(FILE.toString());
        }
    }

    @Test
    void lossIsToldToEachHolder() throws Exception {
        use(Traits.SLOW_SERVER);
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock one = file.lock(SHARED);
            HeldFileLock other = file.lock(SHARED);
            CompletableFuture<LockLoss> first = one.lost().toCompletableFuture();
            assertThat(first).isNotDone();
            files.loseLocks(FILE);
            assertThat(one.isValid()).isFalse(); // which is when it is noticed
            assertThat(first.get(30, TimeUnit.SECONDS).subject()).isEqualTo(FILE.toString());
            assertThat(other.lost()
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS)
                            .reason())
                    .contains("server");
            one.close();
            other.close();
        }
    }

    @Test
    void futureBehindALostLockGoesOnWithAFreshHandle() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock lost = file.lock(EXCLUSIVE);
            CompletableFuture<HeldFileLock> future = file.lockAsync(EXCLUSIVE);
            files.loseLocks(FILE);
            assertThat(lost.isValid()).isFalse(); // which is when it is noticed
            HeldFileLock fresh = future.get(30, TimeUnit.SECONDS);
            assertThat(fresh.isValid()).isTrue();
            fresh.close();
            lost.close();
        }
    }

    @Test
    void releaseIsNoLoss() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<LockLoss> lost = lock.lost().toCompletableFuture();
        lock.close();
        assertThat(lost).isNotDone();
        assertThat(lock.lost().toCompletableFuture()).isNotDone();
    }

    @Test
    void usersCannotCompleteTheNewsOfALoss() throws Exception {
        try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
            lock.lost().toCompletableFuture().complete(new LockLoss("x", "y"));
            assertThat(lock.lost().toCompletableFuture()).isNotDone();
        }
    }
}
