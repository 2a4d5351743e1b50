package io.github.portalocker.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Step;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Interrupts of threads that want a lock. */
final class InterruptTest extends EngineTest {
    @Test
    void threadThatIsInterruptedAlreadyGetsNoLock() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> locker.lock(FILE, SHARED)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> locker.lock(FILE, SHARED, Duration.ZERO)).isInstanceOf(InterruptedException.class);
        assertThat(script.count(Operation.TRY_LOCK)).isZero();
    }

    @Test
    void openFileGivesAnInterruptedThreadNoLock() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> file.lock(SHARED)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(script.count(Operation.TRY_LOCK)).isZero();
        }
    }

    @Test
    void oneAttemptDoesNotMindAnInterrupt() throws Exception {
        Thread.currentThread().interrupt();
        boolean free = isFree(EXCLUSIVE);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(free).isTrue();
    }

    @Test
    void interruptEndsAWaitForAThread() throws Exception {
        HeldFileLock lock = locker.lock(FILE, SHARED);
        Task<HeldFileLock> task = Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        task.thread().interrupt();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
        lock.close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptThatIsAnsweredIsOver(boolean inTheKernel) throws Exception {
        use(inTheKernel ? Traits.LOCAL : Traits.POLLED);
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            Task<Boolean> task = Task.start(() -> {
                assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isInstanceOf(InterruptedException.class);
                return Thread.currentThread().isInterrupted();
            });
            eventually().until(() -> backend.waits() == 1 || script.count(Operation.TRY_LOCK) > 3);
            task.thread().interrupt();
            assertThat(task.get()).as("beside %s", other).isFalse();
        }
    }

    /** At the very moment at which the thread goes into the kernel. */
    @Test
    void interruptThatComesBeforeTheWaitIsNotMissed() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            script.before(Operation.AWAIT, () -> {
                Thread waiter = Thread.currentThread();
                CompletableFuture.runAsync(waiter::interrupt).join();
            });
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    /** Before Java 25, who interrupts can miss a wait that begins at that moment; a thread that interrupts itself tells no wait either. */
    @Test
    void interruptOfWhichTheWaitIsNotToldEndsIt() throws Exception {
        assumeTrue(Runtime.version().feature() < 25, "this Java sets the status first");
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            script.before(Operation.AWAIT, () -> {
                Thread.currentThread().interrupt();
                while (script.count(Operation.CANCEL) == 0) { // as in the kernel, the status stays as it is
                    Thread.onSpinWait();
                }
            });
            long start = System.nanoTime();
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, Waiting.PATIENCE))
                    .isInstanceOf(InterruptedException.class);
            assertThat(System.nanoTime() - start)
                    .as("not at the deadline, beside %s", other)
                    .isLessThan(Waiting.PATIENCE.toNanos());
        }
    }

    /** Who interrupts sets the status first and reaches into the kernel later: perhaps into the next wait. */
    @Test
    void interruptThatWasTakenBeforeTheWaitDoesNotEndIt() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            Step interruptThatIsTaken = () -> {
                Thread waiter = Thread.currentThread();
                CompletableFuture.runAsync(waiter::interrupt).join();
                assertThat(Thread.interrupted()).isTrue();
            };
            script.before(Operation.AWAIT, interruptThatIsTaken.once());
            Task<HeldFileLock> task = Task.start(() -> locker.lock(FILE, EXCLUSIVE));
            eventually().until(() -> task.result().isDone() || script.count(Operation.AWAIT) > 1);
            other.unlock();
            task.get().close();
        }
    }

    @Test
    void interruptDuringTheFirstAttemptIsLeftForLater() throws Exception {
        script.before(Operation.TRY_LOCK, () -> Thread.currentThread().interrupt());
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        assertThat(Thread.interrupted()).isTrue();
        lock.close();
    }
}
