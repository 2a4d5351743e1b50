package io.github.portalocker.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Cancels;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A network file system whose server takes its time, as in its grace period: not even a try comes back, and no cancellation
 * helps.
 */
final class SlowServerTest extends EngineTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private Gate answer;

    @BeforeEach
    void waitsAreOutOfReach() {
        use(Traits.SLOW_SERVER);
        backend.cancels(Cancels.UNDELIVERABLE);
        answer = script.gate();
    }

    private void serverIsSlow(boolean alsoToTries) {
        script.before(Operation.AWAIT, answer);
        if (alsoToTries) {
            script.before(Operation.TRY_LOCK, answer);
        }
    }

    /** The late answer was a lock, which is not wanted any more: it is released, and the file is closed. */
    private void lateLockIsReleased() {
        assertThat(answer.visitors()).isNotEmpty().doesNotContain(Thread.currentThread());
        answer.open();
        try (OtherProcess other = files.otherProcess(FILE)) {
            eventually().until(() -> other.tryLock(EXCLUSIVE));
        }
        eventually().until(() -> backend.openHandles() == 0);
    }

    @Test
    void deadlineHoldsThoughNotEvenATryIsAnswered() {
        serverIsSlow(true);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
        lateLockIsReleased();
    }

    @Test
    void deadlineOfALockFileHoldsAndItWorksAfterwards() throws Exception {
        serverIsSlow(true);
        try (LockFile lockFile = locker.open(FILE)) {
            assertThatThrownBy(() -> lockFile.lock(EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
            assertThat(lockFile.tryLock(EXCLUSIVE))
                    .as("the descriptor is the late one's")
                    .isNull();
            answer.open();
            try (HeldFileLock lock = lockFile.lock(EXCLUSIVE)) {
                assertThat(lock.isValid()).isTrue();
            }
        }
        lateLockIsReleased();
    }

    @Test
    void interruptIsHeardThoughNotEvenATryIsAnswered() throws Exception {
        serverIsSlow(true);
        Task<HeldFileLock> task = Task.start(() -> locker.lock(FILE, EXCLUSIVE));
        eventually().until(() -> !answer.visitors().isEmpty());
        assertThat(task.queued().result()).isNotDone();
        task.thread().interrupt();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
        assertThat(answer.visitors()).doesNotContain(task.thread());
        lateLockIsReleased();
    }

    @Test
    void deadlineHoldsThoughNoSignalEndsTheWait() {
        serverIsSlow(false);
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT))
                    .as("beside %s", other)
                    .isInstanceOf(LockTimeoutException.class);
        }
        lateLockIsReleased();
    }

    @Test
    void whatIsAnsweredInTimeIsHeld() throws Exception {
        answer.open();
        serverIsSlow(true);
        try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE, Duration.ofMinutes(1))) {
            assertThat(lock.isValid()).isTrue();
            assertThat(files.otherProcess(FILE).tryLock(SHARED)).isFalse();
        }
        lateLockIsReleased();
    }

    @Test
    void asynchronousCallerIsNotMadeToWait() {
        serverIsSlow(true);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        eventually().until(() -> !answer.visitors().isEmpty());
        assertThat(future).isNotDone();
        assertThat(future.cancel(false)).isTrue();
        lateLockIsReleased();
    }

    @Test
    void failureOfALateTryIsTold() throws Exception {
        script.before(Operation.TRY_LOCK, Failures.IO);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT)).isSameAs(Failures.IO.thrown());
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isSameAs(Failures.IO.thrown());
    }

    @Test
    void sharedLockIsJoinedWithoutAskingTheServer() throws Exception {
        try (LockFile lockFile = locker.open(FILE)) {
            HeldFileLock first = lockFile.lock(SHARED);
            serverIsSlow(true);
            lockFile.lock(SHARED, SHORT).close();
            assertThat(answer.visitors()).isEmpty();
            first.close();
        }
    }

    /** One attempt, which waits for the server. */
    private Task<Boolean> patient(LockFile lockFile) {
        Task<Boolean> patient = Task.start(() -> {
            HeldFileLock lock = tryLock(lockFile, EXCLUSIVE);
            assertThat(lock).isNotNull();
            lock.close();
            return true;
        });
        eventually().until(() -> answer.visitors().contains(patient.thread()));
        return patient;
    }

    private static boolean isInMutex(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }

    @Test
    void deadlineHoldsBesideAThreadThatWaitsForTheServer() throws Exception {
        serverIsSlow(true);
        try (LockFile lockFile = locker.open(FILE)) {
            Task<Boolean> patient = patient(lockFile);
            Task<HeldFileLock> timed = Task.start(() -> lockFile.lock(EXCLUSIVE, SHORT));
            assertThatThrownBy(timed::get).isInstanceOf(LockTimeoutException.class);
            answer.open();
            patient.get();
        }
    }

    @Test
    void interruptIsHeardBesideAThreadThatWaitsForTheServer() throws Exception {
        serverIsSlow(true);
        try (LockFile lockFile = locker.open(FILE)) {
            Task<Boolean> patient = patient(lockFile);
            Task<HeldFileLock> task = Task.start(() -> lockFile.lock(EXCLUSIVE)).queued();
            task.thread().interrupt();
            assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
            answer.open();
            patient.get();
        }
    }

    /** No holder keeps one of them out. */
    @Test
    void attemptsOnOneOpenFileWaitForEachOther() throws Exception {
        serverIsSlow(true);
        try (LockFile lockFile = locker.open(FILE)) {
            HeldFileLock[] locks = new HeldFileLock[2];
            Task<Boolean> first = Task.start(() -> (locks[0] = tryLock(lockFile, SHARED)) != null);
            eventually().until(() -> answer.visitors().contains(first.thread()));
            Task<Boolean> second = Task.start(() -> (locks[1] = tryLock(lockFile, SHARED)) != null);
            eventually().until(() -> isInMutex(second.thread()));
            answer.open();
            assertThat(List.of(first.get(), second.get())).containsOnly(true);
            assertThat(script.count(Operation.TRY_LOCK)).isEqualTo(1);
            locks[0].close();
            locks[1].close();
        }
    }

    @Test
    void closingTheLockFileWaitsForNoServer() throws Exception {
        serverIsSlow(true);
        LockFile lockFile = locker.open(FILE);
        Task<HeldFileLock> task = Task.start(() -> tryLock(lockFile, EXCLUSIVE));
        eventually().until(() -> answer.visitors().contains(task.thread()));
        Task<Boolean> close = Task.start(() -> {
            lockFile.close();
            return true;
        });
        close.get();
        assertThat(task.result()).isNotDone();
        lateLockIsReleased();
        assertThatThrownBy(task::get).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void lockThatNoCallerHasBecauseOfAnErrorIsReleased() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            script.before(Operation.ON_LOSS, Failures.ERROR.once());
            assertThatThrownBy(() -> file.lock(EXCLUSIVE)).isSameAs(Failures.ERROR.thrown());
            file.lock(EXCLUSIVE, Waiting.PATIENCE).close();
        }
    }

    @Test
    void releaseOfALateLockDoesNotDelayADeadline() throws Exception {
        serverIsSlow(true);
        try (LockFile file = locker.open(FILE)) {
            assertThatThrownBy(() -> file.lock(EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
            Gate release = script.gateBefore(Operation.UNLOCK);
            answer.open();
            eventually().until(() -> !release.visitors().isEmpty());
            Task<HeldFileLock> next = Task.start(() -> file.lock(EXCLUSIVE, SHORT));
            assertThatThrownBy(next::get).isInstanceOf(LockTimeoutException.class);
            release.open();
            file.lock(EXCLUSIVE).close();
        }
    }
}
