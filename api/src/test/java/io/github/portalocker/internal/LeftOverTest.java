package io.github.portalocker.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Cancels;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.MemoryChannel;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Locks that come after their wait was cancelled, and that the operating system does not release at first: no caller can release
 * them, so the engine tries again; the caller gets the reason of its wait's end, not that failure.
 */
final class LeftOverTest extends EngineTest {
    private void unlocksFail(int times) {
        script.before(Operation.UNLOCK, Failures.IO.times(times));
    }

    private void assertOthersGetTheLock() {
        try (OtherProcess other = files.otherProcess(FILE)) {
            eventually().until(() -> other.tryLock(EXCLUSIVE));
        }
    }

    /** Gets the lock at the very moment at which it is interrupted. */
    private void interruptAtTheGrant(Callable<HeldFileLock> acquisition, int failures) throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> task = Task.start(acquisition).queued();
        script.after(Operation.UNLOCK, () -> unlocksFail(failures));
        script.after(Operation.TRY_LOCK, () -> {
            if (Thread.currentThread() == task.thread()) {
                task.thread().interrupt();
            }
        });
        lock.close();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
        script.after(Operation.TRY_LOCK, () -> {});
        script.after(Operation.UNLOCK, () -> {});
    }

    @Test
    void lockByPathGoesWithItsFile() throws Exception {
        interruptAtTheGrant(() -> locker.lock(FILE, EXCLUSIVE), 2);
        assertThat(backend.openHandles()).isZero();
        assertOthersGetTheLock();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void lockOfAnOpenFileIsReleasedLater(LockMode mode) throws Exception {
        try (LockFile file = locker.open(FILE)) {
            interruptAtTheGrant(() -> file.lock(mode), 3);
            assertOthersGetTheLock();
            file.lock(EXCLUSIVE).close();
        }
    }

    @Test
    void lockOfAChannelIsReleasedLater() throws Exception {
        MemoryChannel channel = files.channel(FILE);
        interruptAtTheGrant(() -> locker.lock(channel, EXCLUSIVE), 3);
        assertOthersGetTheLock();
        assertThat(channel.isOpen()).isTrue();
        locker.lock(channel, EXCLUSIVE).close();
    }

    @ParameterizedTest
    @EnumSource
    void lockThatIsLeftOverIsThereForTheNextWhoWantsIt(LockMode mode) throws Exception {
        try (LockFile file = locker.open(FILE)) {
            interruptAtTheGrant(() -> file.lock(mode), Integer.MAX_VALUE);
            try (HeldFileLock next = tryLock(file, mode)) {
                assertThat(next).isNotNull();
                assertThat(next.isValid()).isTrue();
                unlocksFail(0);
            }
            assertOthersGetTheLock();
        }
    }

    @Test
    void threadThatWaitsOnAnotherDescriptorGetsItsTurn() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            interruptAtTheGrant(() -> file.lock(EXCLUSIVE), 3);
            Task.start(() -> locker.lock(FILE, EXCLUSIVE)).get().close();
        }
    }

    @Test
    void failedLookIsWhatIsTold() throws Exception {
        try (LockFile file = backend.followingLocker().open(FILE)) {
            script.before(Operation.NAMES_SAME_FILE, Failures.UNCHECKED.once());
            unlocksFail(1);
            assertThatThrownBy(() -> file.lock(EXCLUSIVE)).isSameAs(Failures.UNCHECKED.thrown());
            assertOthersGetTheLock();
        }
    }

    @Test
    void futureThatWasCompletedOtherwiseLeavesNothing() {
        OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        awaitKernelWaits(1);
        unlocksFail(2);
        script.before(Operation.NAMES_SAME_FILE, () -> future.complete(null));
        other.close();
        eventually().until(() -> backend.openHandles() == 0);
        assertThat(future).isCompletedWithValue(null);
        assertOthersGetTheLock();
    }

    @Test
    void lockThatComesAfterTheWaitWasLeftIsReleasedLater() throws Exception {
        use(Traits.SLOW_SERVER);
        backend.cancels(Cancels.UNDELIVERABLE);
        Gate answer = script.gateBefore(Operation.TRY_LOCK);
        unlocksFail(3);
        try (LockFile file = locker.open(FILE)) {
            assertThatThrownBy(() -> file.lock(EXCLUSIVE, Duration.ofMillis(20)))
                    .isInstanceOf(LockTimeoutException.class);
            answer.open();
            eventually().until(() -> script.count(Operation.UNLOCK) == 4);
            assertOthersGetTheLock();
            file.lock(EXCLUSIVE).close();
        }
    }

    @Test
    void lockHandedOffToAWaiterThatLeavesIsReleasedLater() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock lock = file.lock(EXCLUSIVE);
            Task<HeldFileLock> first = Task.start(() -> file.lock(EXCLUSIVE)).queued();
            unlocksFail(2);
            first.thread().interrupt();
            try {
                lock.close();
            } catch (IOException e) { // it was not handed off, because the other one had left
                unlocksFail(0);
                lock.close();
            }
            assertThatThrownBy(first::get).isInstanceOf(InterruptedException.class);
            assertOthersGetTheLock();
        }
    }

    @Test
    void failureToForgetAClosedChannelIsNotThatOfTheNext() throws Exception {
        MemoryChannel closed = files.channel(FILE);
        locker.lock(closed, SHARED);
        closed.close();
        script.after(Operation.CLOSE, Failures.IO.once());
        MemoryChannel channel = files.channel(FILE);
        locker.lock(channel, EXCLUSIVE).close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }
}
