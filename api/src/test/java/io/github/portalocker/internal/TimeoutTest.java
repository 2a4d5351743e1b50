package io.github.portalocker.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Waits that end at a certain time. */
final class TimeoutTest extends EngineTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void noTimeIsOneAttempt(long nanos) throws Exception {
        Duration timeout = Duration.ofNanos(nanos);
        locker.lock(FILE, EXCLUSIVE, timeout).close();
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            int tries = script.count(Operation.TRY_LOCK);
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, timeout))
                    .as("beside %s", other)
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining("tried once");
            assertThat(script.count(Operation.TRY_LOCK)).isEqualTo(tries + 1);
            assertThat(script.count(Operation.NEW_WAIT)).isZero();
        }
    }

    @Test
    void lockThatIsReleasedInTimeIsAcquired() throws Exception {
        List<Task<HeldFileLock>> tasks = new ArrayList<>();
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            tasks.add(Task.start(() -> locker.lock(FILE, SHARED, Waiting.PATIENCE)));
            awaitKernelWaits(1);
            tasks.add(Task.start(() -> locker.lock(FILE, SHARED, Waiting.PATIENCE))
                    .queued());
            other.unlock();
        }
        for (Task<HeldFileLock> task : tasks) {
            task.get().close();
        }
        assertThat(script.count(Operation.CANCEL)).isZero();
    }

    @Test
    void waitForAThreadEndsInTime() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        assertThatThrownBy(
                        () -> Task.start(() -> locker.lock(FILE, SHARED, SHORT)).get())
                .isInstanceOf(LockTimeoutException.class)
                .hasMessageContainingAll("waited", "shared");
        assertThat(lock.isValid()).isTrue();
        lock.close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void waitBehindAnotherWaiterEndsInTime() throws Exception {
        Task<HeldFileLock> first;
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            first = Task.start(() -> locker.lock(FILE, EXCLUSIVE));
            awaitKernelWaits(1);
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT))
                    .as("beside %s", other)
                    .isInstanceOf(LockTimeoutException.class);
            assertThat(backend.openHandles()).isEqualTo(1);
        }
        first.get().close();
    }

    @Test
    void pollingEndsInTime() throws Exception {
        use(Traits.POLLED);
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
            assertThat(script.count(Operation.TRY_LOCK)).isGreaterThan(2);
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void threadThatWouldWaitForItselfWaitsUntilTheTimeIsOver() throws Exception {
        try (HeldFileLock lock = locker.lock(FILE, SHARED)) {
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
            assertThat(lock.isValid()).isTrue();
        }
    }

    @Test
    void longestTimeDoesNotOverflow() throws Exception {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        locker.lock(FILE, EXCLUSIVE, longest).close();
        Task<HeldFileLock> task;
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            task = Task.start(() -> locker.lock(FILE, EXCLUSIVE, longest));
            awaitKernelWaits(1);
            other.unlock();
        }
        task.get().close();
    }

    /** A waiter behind others makes its own last attempt, though it is not its turn. */
    @Test
    void whatIsFreeAtTheLastInstantIsAcquired() throws Exception {
        Gate gate = script.gate();
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> first =
                Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        Task<HeldFileLock> second = Task.start(() -> locker.lock(FILE, EXCLUSIVE, Duration.ofMillis(300)))
                .queued();
        script.before(Operation.TRY_LOCK, () -> {
            if (Thread.currentThread() == first.thread()) {
                gate.run();
            }
        });
        lock.close();
        eventually().until(() -> gate.visitors().contains(first.thread()));
        second.get().close();
        gate.open();
        first.get().close();
    }

    @Test
    void openFileCanBeUsedAfterATimeout() throws Exception {
        try (LockFile file = locker.open(FILE);
                OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            assertThatThrownBy(() -> file.lock(EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
            file.lock(SHARED).close();
            other.unlock();
            file.lock(EXCLUSIVE, SHORT).close();
        }
    }
}
