package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.spi.KernelWait;
import io.github.portalocker.spi.OpenOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Waits in which something goes wrong that no backend announces: they end, and the failure reaches the caller. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FailingWaitsTest {
    private static final Path FILE = Path.of("file");
    private static final Duration SHORT = Duration.ofMillis(100);

    private final MemoryBackend backend = new MemoryBackend();
    private final Locks locks = new Locks(backend, OpenOptions.DEFAULT, false);

    /** What a call of a wait may throw. */
    enum Wrong {
        ASSERTION(AssertionError.class),
        STACK(StackOverflowError.class),
        MEMORY(OutOfMemoryError.class),
        LINKAGE(UnsatisfiedLinkError.class),
        RUNTIME(IllegalArgumentException.class),
        IO(IOException.class),
        UNDECLARED(InterruptedException.class);

        final Class<? extends Throwable> type;

        Wrong(Class<? extends Throwable> type) {
            this.type = type;
        }

        /** Does not return. */
        RuntimeException happen() {
            try {
                throw sneak(type.getDeclaredConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> RuntimeException sneak(Throwable thrown) throws E {
            throw (E) thrown;
        }
    }

    /** Each call does nothing, unless a test says otherwise. */
    private static class Wait implements KernelWait {
        final boolean deaf;

        Wait(boolean deaf) {
            this.deaf = deaf;
        }

        @Override
        public boolean await() throws IOException {
            return false;
        }

        @Override
        public boolean cancel() {
            return true;
        }

        @Override
        public boolean mayBeDeaf() {
            return deaf;
        }
    }

    private MemoryBackend.Handle holdElsewhere() {
        MemoryBackend.Handle other = backend.elsewhere(FILE);
        assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        return other;
    }

    private @Nullable HeldLock acquire(Deadline deadline) throws IOException, InterruptedException {
        return locks.acquire(FILE, EXCLUSIVE, deadline);
    }

    private void requireUsableAfter(MemoryBackend.Handle other) throws Exception {
        backend.waits = handle -> null;
        other.unlock();
        try (HeldLock lock = acquire(Deadline.NEVER)) {
            assertThat(lock).isNotNull();
        }
        assertThat(backend.isFree(FILE)).isTrue();
        assertThat(backend.openHandles(FILE)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whateverEndsAWaitOnTheCallersThreadReachesTheCaller(Wrong wrong) throws Exception {
        failureReachesTheCaller(wrong, false);
    }

    @ParameterizedTest
    @EnumSource
    void whateverEndsAWaitOnAHelperReachesTheCaller(Wrong wrong) throws Exception {
        failureReachesTheCaller(wrong, true);
    }

    private void failureReachesTheCaller(Wrong wrong, boolean deaf) throws Exception {
        MemoryBackend.Handle other = holdElsewhere();
        backend.waits = handle -> new Wait(deaf) {
            @Override
            public boolean await() {
                throw wrong.happen();
            }
        };
        assertThatThrownBy(() -> acquire(Deadline.after(Duration.ofSeconds(20))))
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isInstanceOf(wrong.type),
                        thrown -> assertThat(thrown).hasCauseInstanceOf(wrong.type));
        assertThatThrownBy(() -> locks.acquireAsync(FILE, EXCLUSIVE).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
        requireUsableAfter(other);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failureBeforeTheWaitLeavesTheLockFileUsable(boolean deaf) throws Exception {
        MemoryBackend.Handle other = holdElsewhere();
        backend.waits = handle -> new Wait(deaf) {
            @Override
            public long longestNanos() {
                throw Wrong.ASSERTION.happen();
            }
        };
        try (LockFile file = locks.open(FILE)) {
            assertThatThrownBy(() -> file.lock(EXCLUSIVE)).isInstanceOf(Wrong.ASSERTION.type);
            backend.waits = handle -> null;
            other.unlock();
            file.lock(EXCLUSIVE, SHORT).close();
        }
        requireUsableAfter(holdElsewhere());
    }

    /** A deadline must hold, and an interrupt be heard, though the waiting thread could not be told to stop. */
    @Test
    void waitWhoseCancellationFailsIsLeftToItself() throws Exception {
        MemoryBackend.Handle other = holdElsewhere();
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        backend.waits = handle -> new Wait(true) {
            @Override
            public boolean await() {
                return answer.join() && handle.tryLock(EXCLUSIVE);
            }

            @Override
            public boolean cancel() {
                throw Wrong.STACK.happen();
            }
        };
        assertThat(acquire(Deadline.after(SHORT))).isNull();
        other.unlock();
        answer.complete(true);
        while (backend.openHandles(FILE) > 0) {
            Thread.sleep(1);
        }
        requireUsableAfter(holdElsewhere());
    }

    /** A wait that comes back at once is no reason to try again at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsThatEndByThemselvesDoNotKeepAProcessorBusy(boolean deaf) throws Exception {
        holdElsewhere();
        AtomicInteger waits = new AtomicInteger();
        backend.waits = handle -> {
            waits.incrementAndGet();
            return new Wait(deaf);
        };
        assertThat(acquire(Deadline.after(Duration.ofMillis(500)))).isNull();
        assertThat(waits).hasValueBetween(1, 500);
    }

    @Test
    void errorOnTheThreadOfAFutureCompletesIt() throws Exception {
        backend.isRemote = true;
        backend.server = call -> {
            throw Wrong.STACK.happen();
        };
        assertThatThrownBy(() -> locks.acquireAsync(FILE, LockMode.SHARED).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Wrong.STACK.type);
        backend.server = call -> {
            if (call.equals("try")) {
                throw Wrong.MEMORY.happen();
            }
        };
        assertThatThrownBy(() -> locks.acquireAsync(FILE, LockMode.SHARED).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Wrong.MEMORY.type);
        backend.server = call -> {};
        requireUsableAfter(holdElsewhere());
    }
}
