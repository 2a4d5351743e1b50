package io.github.portalocker.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Cancels;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Step;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Waits in the kernel: how they begin, how they end, and what becomes of those that do not end. */
final class KernelWaitTest extends EngineTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    private OtherProcess other;

    @BeforeEach
    void anotherProcessHasTheLock() {
        other = files.otherProcess(FILE).lock(EXCLUSIVE);
    }

    @Override
    void use(Traits traits) {
        super.use(traits);
        anotherProcessHasTheLock();
    }

    @AfterEach
    void anotherProcessGoes() {
        other.close();
    }

    private Task<HeldFileLock> waiterInTheKernel() {
        Task<HeldFileLock> task = Task.start(() -> locker.lock(FILE, EXCLUSIVE));
        awaitKernelWaits(1);
        return task;
    }

    private void anotherProcessGetsTheLock() {
        eventually().until(() -> other.tryLock(EXCLUSIVE));
    }

    @Test
    void releaseByAnotherProcessEndsTheWait() throws Exception {
        Task<HeldFileLock> task = waiterInTheKernel();
        other.unlock();
        try (HeldFileLock lock = task.get()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(other.tryLock(SHARED)).isFalse();
        }
        assertThat(script.count(Operation.CANCEL)).isZero();
    }

    @Test
    void threadThatWantsTheLockWaitsItself() throws Exception {
        Gate gate = script.gateBefore(Operation.AWAIT);
        gate.open();
        Task<HeldFileLock> task = waiterInTheKernel();
        assertThat(gate.visitors()).containsExactly(task.thread());
        other.unlock();
        task.get().close();
    }

    @Test
    void threadDoesNotWaitItselfWhereItMightNotGetOut() throws Exception {
        use(Traits.LOCAL.withDeafWaits());
        Gate gate = script.gateBefore(Operation.AWAIT);
        gate.open();
        Task<HeldFileLock> task = waiterInTheKernel();
        assertThat(gate.visitors()).hasSize(1).doesNotContain(task.thread());
        other.unlock();
        task.get().close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptEndsTheWait(boolean deaf) throws Exception {
        use(deaf ? Traits.LOCAL.withDeafWaits() : Traits.LOCAL);
        Task<HeldFileLock> task = waiterInTheKernel();
        task.thread().interrupt();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
        assertThat(backend.leftovers()).isEmpty();
        other.unlock();
        anotherProcessGetsTheLock();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void timeoutEndsTheWait(boolean deaf) {
        use(deaf ? Traits.LOCAL.withDeafWaits() : Traits.LOCAL);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
        assertThat(script.count(Operation.AWAIT)).isEqualTo(1);
        assertThat(backend.leftovers()).isEmpty();
        other.unlock();
        anotherProcessGetsTheLock();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancellationIsSentUntilItIsHeard(boolean deaf) throws Exception {
        use(deaf ? Traits.LOCAL.withDeafWaits() : Traits.LOCAL);
        Task<HeldFileLock> task = waiterInTheKernel();
        backend.cancels(Cancels.LOST);
        task.thread().interrupt();
        eventually().until(() -> script.count(Operation.CANCEL) >= 5);
        assertThat(task.result()).isNotDone();
        backend.cancels(Cancels.HEARD);
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
    }

    @Test
    void nothingIsSentToAThreadThatHasLeftTheKernel() throws Exception {
        Task<HeldFileLock> task = waiterInTheKernel();
        task.thread().interrupt();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
        int sent = script.count(Operation.CANCEL);
        TimeUnit.MILLISECONDS.sleep(150); // it is sent again after 50 ms at the latest
        assertThat(script.count(Operation.CANCEL)).isEqualTo(sent);
    }

    @Test
    void waitThatIsOutOfReachIsAbandonedAndReleasesALateLock() throws Exception {
        use(Traits.LOCAL.withDeafWaits());
        backend.cancels(Cancels.UNDELIVERABLE);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
        assertThat(backend.waits()).isEqualTo(1);
        assertThat(backend.openHandles()).as("its handle cannot be closed yet").isEqualTo(1);
        other.unlock();
        eventually().until(() -> backend.openHandles() == 0);
        anotherProcessGetsTheLock();
    }

    @Test
    void interruptLeavesAWaitThatIsOutOfReachToItself() throws Exception {
        use(Traits.LOCAL.withDeafWaits());
        Task<HeldFileLock> task = waiterInTheKernel();
        backend.cancels(Cancels.UNDELIVERABLE);
        task.thread().interrupt();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
        assertThat(backend.waits()).isEqualTo(1);
        other.unlock();
        eventually().until(() -> backend.openHandles() == 0);
        anotherProcessGetsTheLock();
    }

    @Test
    void openFileWorksAgainOnceAWaitThatWasLeftToItselfHasEnded() throws Exception {
        use(Traits.LOCAL.withDeafWaits());
        backend.cancels(Cancels.UNDELIVERABLE);
        try (LockFile file = locker.open(FILE)) {
            assertThatThrownBy(() -> file.lock(EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
            assertThat(tryLock(file, SHARED)).as("the handle is that wait's").isNull();
            Task<HeldFileLock> next = Task.start(() -> file.lock(EXCLUSIVE)).queued();
            other.unlock();
            next.get().close();
            file.lock(SHARED).close();
        }
    }

    @Test
    void openFileCanBeClosedWhileAWaitIsLeftToItself() throws Exception {
        use(Traits.LOCAL.withDeafWaits());
        backend.cancels(Cancels.UNDELIVERABLE);
        LockFile file = locker.open(FILE);
        assertThatThrownBy(() -> file.lock(EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
        file.close();
        assertThat(backend.openHandles()).isEqualTo(1);
        other.unlock();
        eventually().until(() -> backend.openHandles() == 0);
        anotherProcessGetsTheLock();
    }

    @Test
    void waitStartsOverAfterItsLongestTime() throws Exception {
        use(Traits.LOCAL.withLongestWait(Duration.ofMillis(5)));
        Task<HeldFileLock> task = waiterInTheKernel();
        eventually().until(() -> script.count(Operation.AWAIT) >= 4);
        assertThat(task.result()).isNotDone();
        other.unlock();
        task.get().close();
    }

    @Test
    void withoutWaitsInTheKernelTheFirstWaiterPolls() throws Exception {
        use(Traits.POLLED);
        Task<HeldFileLock> task = Task.start(() -> locker.lock(FILE, EXCLUSIVE));
        eventually().until(() -> script.count(Operation.TRY_LOCK) >= 5);
        other.unlock();
        task.get().close();
        assertThat(script.count(Operation.AWAIT)).isZero();
    }

    @Test
    void lockThatArrivesWithAnInterruptIsReleased() throws Exception {
        Gate gate = script.gateAfter(Operation.AWAIT);
        Task<HeldFileLock> task = waiterInTheKernel();
        other.unlock();
        eventually().until(() -> gate.visitors().contains(task.thread()));
        task.thread().interrupt();
        gate.open();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
        anotherProcessGetsTheLock();
    }

    @Test
    void lockThatArrivesWithTheTimeoutIsKept() throws Exception {
        Gate gate = script.gateAfter(Operation.AWAIT);
        Task<HeldFileLock> task = Task.start(() -> locker.lock(FILE, EXCLUSIVE, SHORT));
        awaitKernelWaits(1);
        other.unlock();
        eventually().until(() -> gate.visitors().contains(task.thread()));
        Thread.sleep(SHORT.toMillis());
        gate.open();
        task.get().close();
    }

    @Test
    void lockThatArrivesWithTheCloseOfItsFileIsReleased() throws Exception {
        LockFile file = locker.open(FILE);
        Gate gate = script.gateAfter(Operation.AWAIT);
        Task<HeldFileLock> task = Task.start(() -> file.lock(EXCLUSIVE));
        awaitKernelWaits(1);
        other.unlock();
        eventually().until(() -> gate.visitors().contains(task.thread()));
        file.close();
        gate.open();
        assertThatThrownBy(task::get).isInstanceOf(LockException.class).hasMessageContaining("closed");
        anotherProcessGetsTheLock();
    }

    @ParameterizedTest
    @EnumSource
    void failureOfTheWaitIsTold(Failures failure) {
        script.before(Operation.AWAIT, failure);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isSameAs(failure.thrown());
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, Waiting.PATIENCE)).isSameAs(failure.thrown());
        assertThat(backend.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void failureOfTheWaitOfAHelperIsTold(Failures failure) {
        use(Traits.LOCAL.withDeafWaits());
        failureOfTheWaitIsTold(failure);
    }

    @ParameterizedTest
    @EnumSource
    void failureOfTheWaitForAFutureCompletesIt(Failures failure) {
        script.before(Operation.AWAIT, failure);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        assertThat(future)
                .failsWithin(Waiting.PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isSameAs(failure.thrown());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "IO")
    void failureToBeginAWaitIsTold(Failures failure) {
        script.before(Operation.NEW_WAIT, failure);
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isSameAs(failure.thrown());
    }

    @Test
    void waiterBehindAFailedOneTakesItsPlace() throws Exception {
        Gate gate = script.gate();
        Step failsAtTheGate = () -> {
            gate.run();
            Failures.UNCHECKED.run();
        };
        script.before(Operation.AWAIT, failsAtTheGate.once());
        Task<HeldFileLock> first = Task.start(() -> locker.lock(FILE, EXCLUSIVE));
        eventually().until(() -> gate.visitors().contains(first.thread()));
        Task<HeldFileLock> second =
                Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        gate.open();
        assertThatThrownBy(first::get).isSameAs(Failures.UNCHECKED.thrown());
        awaitKernelWaits(1);
        other.unlock();
        second.get().close();
    }
}
