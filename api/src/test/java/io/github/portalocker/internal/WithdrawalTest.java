package io.github.portalocker.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Futures of locks on a server that does not answer: threads that must not block do not. */
final class WithdrawalTest extends EngineTest {
    private void nothingIsLeft() {
        eventually().until(() -> backend.openHandles() == 0);
        try (OtherProcess other = files.otherProcess(FILE)) {
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void fileOnAServerIsOpenedOnAThreadOfTheLibrary() throws Exception {
        use(Traits.SLOW_SERVER);
        Gate answer = script.gateBefore(Operation.OPEN);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        eventually().until(() -> !answer.visitors().isEmpty());
        assertThat(future).isNotDone();
        answer.open();
        future.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
        assertThat(answer.visitors()).doesNotContain(Thread.currentThread());
        nothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void lockThatComesAfterAnotherCompletionIsReleased(Ending ending) {
        use(Traits.SLOW_SERVER);
        Gate answer = script.gateBefore(Operation.TRY_LOCK);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        eventually().until(() -> !answer.visitors().isEmpty());
        ending.apply(future);
        eventually().until(future::isDone);
        answer.open();
        nothingIsLeft();
    }

    /** The first in the queue has a thread, which waits in the kernel, the second none. */
    @Test
    void futureThatIsCompletedLeavesItsFile() {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            CompletableFuture<HeldFileLock> first = locker.lockAsync(FILE, EXCLUSIVE);
            awaitKernelWaits(1);
            CompletableFuture<HeldFileLock> second = locker.lockAsync(FILE, EXCLUSIVE);
            assertThat(backend.openHandles()).as("beside %s", other).isEqualTo(2);
            assertThat(second.complete(null)).isTrue();
            assertThat(first.completeExceptionally(new IllegalStateException())).isTrue();
            eventually().until(() -> backend.openHandles() == 0);
        }
        nothingIsLeft();
    }

    private static long helpersAtWork() {
        return EngineState.leftovers().stream()
                .filter(each -> each.startsWith("helper"))
                .count();
    }

    private static void assertTimesOut(CompletableFuture<?> future) {
        var unused = future.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> future.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    /** One thread of the JDK keeps the timeouts of all futures, and would close the file. */
    @Test
    void timeoutOfAFutureDoesNotHoldUpTheTimeoutsOfOthers() {
        use(Traits.SLOW_SERVER);
        Gate answer = script.gateBefore(Operation.CLOSE);
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            CompletableFuture<HeldFileLock> first = locker.lockAsync(FILE, EXCLUSIVE);
            awaitKernelWaits(1);
            CompletableFuture<HeldFileLock> second = locker.lockAsync(FILE, EXCLUSIVE);
            eventually().until(() -> backend.openHandles() == 2);
            eventually().until(() -> helpersAtWork() == 2); // both of the first: the second is in the queue
            assertTimesOut(second);
            assertTimesOut(first);
            eventually().until(() -> !answer.visitors().isEmpty());
            assertTimesOut(new CompletableFuture<>());
            assertThat(backend.openHandles()).as("beside %s", other).isEqualTo(2);
        }
        answer.open();
        nothingIsLeft();
    }
}
