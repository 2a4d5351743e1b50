package io.github.portalocker.internal;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.portalocker.HeldLock;
import io.github.portalocker.spi.KernelWait;
import io.github.portalocker.spi.OpenOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Futures of locks on a server that does not answer: threads that must not block do not. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WithdrawalTest {
    private static final Path FILE = Path.of("file");

    private final MemoryBackend backend = new MemoryBackend();
    private final Locks locks = new Locks(backend, OpenOptions.DEFAULT, false);
    private final CountDownLatch answer = new CountDownLatch(1);

    private void serverIsSlowTo(String what) {
        backend.isRemote = true;
        backend.server = call -> {
            if (call.equals(what)) {
                awaitAnswer();
            }
        };
    }

    private void awaitAnswer() {
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void answerAtLast() {
        answer.countDown();
    }

    private void requireNothingLeft() throws Exception {
        answer.countDown();
        while (backend.openHandles(FILE) > 0) {
            Thread.sleep(1);
        }
        assertThat(backend.isFree(FILE)).isTrue();
    }

    @Test
    void fileOnAServerIsOpenedOnAThreadOfTheLibrary() throws Exception {
        serverIsSlowTo("open");
        CompletableFuture<HeldLock> future = locks.acquireAsync(FILE, EXCLUSIVE);
        assertThat(future).isNotDone();
        answer.countDown();
        future.get(20, TimeUnit.SECONDS).close();
        requireNothingLeft();
    }

    @Test
    void lockThatComesAfterAnotherCompletionIsReleased() throws Exception {
        serverIsSlowTo("try");
        CompletableFuture<HeldLock> future = locks.acquireAsync(FILE, EXCLUSIVE);
        Thread.sleep(50);
        assertThat(future.complete(null)).isTrue();
        requireNothingLeft();
    }

    /** In the kernel until it is called off. */
    private static final class Blocked implements KernelWait {
        private final CountDownLatch cancelled = new CountDownLatch(1);

        @Override
        public boolean await() {
            try {
                cancelled.await();
                return false;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean cancel() {
            cancelled.countDown();
            return true;
        }
    }

    /** The first in the queue has a thread, which waits in the kernel, the second none. */
    @Test
    void futureThatIsCompletedLeavesItsFile() throws Exception {
        backend.waits = handle -> new Blocked();
        MemoryBackend.Handle other = backend.elsewhere(FILE);
        assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        CompletableFuture<HeldLock> first = locks.acquireAsync(FILE, EXCLUSIVE);
        CompletableFuture<HeldLock> second = locks.acquireAsync(FILE, EXCLUSIVE);
        Thread.sleep(50);
        assertThat(backend.openHandles(FILE)).isEqualTo(2);
        assertThat(second.complete(null)).isTrue();
        assertThat(first.completeExceptionally(new IllegalStateException())).isTrue();
        while (backend.openHandles(FILE) > 0) {
            Thread.sleep(1);
        }
        other.unlock();
        requireNothingLeft();
    }

    @Test
    void timeoutOfAFutureDoesNotHoldUpTheTimeoutsOfOthers() throws Exception {
        serverIsSlowTo("close");
        MemoryBackend.Handle other = backend.elsewhere(FILE);
        assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        CompletableFuture<HeldLock> first = locks.acquireAsync(FILE, EXCLUSIVE);
        CompletableFuture<HeldLock> second = locks.acquireAsync(FILE, EXCLUSIVE);
        Thread.sleep(100);
        second.orTimeout(1, TimeUnit.MILLISECONDS); // still in the queue
        assertThatThrownBy(() -> second.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        first.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> first.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> new CompletableFuture<>()
                        .orTimeout(1, TimeUnit.MILLISECONDS)
                        .get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(backend.openHandles(FILE)).isPositive();
        other.unlock();
        requireNothingLeft();
    }
}
