package io.github.portalocker.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Step;
import io.github.portalocker.memory.Traits;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Waits in which something goes wrong that no backend announces: they end, and the failure reaches the caller. */
final class FailingWaitsTest extends EngineTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    /** What a call of a backend may throw, whatever it declares. */
    enum Wrong implements Step {
        ASSERTION(new AssertionError()),
        STACK(new StackOverflowError()),
        MEMORY(new OutOfMemoryError()),
        LINKAGE(new UnsatisfiedLinkError()),
        RUNTIME(new IllegalArgumentException()),
        IO(new IOException()),
        UNDECLARED(new InterruptedException());

        @SuppressWarnings("ImmutableEnumChecker") // no test changes it
        private final Throwable thrown;

        Wrong(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public void run() {
            throw sneak(thrown);
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> RuntimeException sneak(Throwable thrown) throws E {
            throw (E) thrown;
        }

        /** The caller gets the very failure, or, where no backend declares it, another one with it as its cause. */
        void assertToldBy(Throwable told) {
            assertThat(this == UNDECLARED ? told.getCause() : told).isSameAs(thrown);
        }
    }

    private static Traits local(boolean deaf) {
        return deaf ? Traits.LOCAL.withDeafWaits() : Traits.LOCAL;
    }

    private OtherProcess anotherProcessHasTheLock() {
        return files.otherProcess(FILE).lock(EXCLUSIVE);
    }

    private static Throwable failureOf(ThrowingCallable acquisition) {
        Throwable thrown = catchThrowable(acquisition);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static Throwable failureOf(CompletableFuture<HeldFileLock> future) {
        Throwable thrown = catchThrowable(() -> future.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown.getCause();
    }

    /** Whatever has gone wrong, the next one who wants the lock gets it. */
    @AfterEach
    void lockIsFreeAfterwards() throws Exception {
        script.clear();
        locker.lock(FILE, EXCLUSIVE, Waiting.PATIENCE).close();
        eventually().until(() -> backend.openHandles() == 0);
        try (OtherProcess other = files.otherProcess(FILE)) {
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverEndsAWaitOnTheCallersThreadReachesTheCaller(Wrong wrong) {
        failureReachesTheCaller(wrong, false);
    }

    @ParameterizedTest
    @EnumSource
    void whateverEndsAWaitOnAHelperReachesTheCaller(Wrong wrong) {
        failureReachesTheCaller(wrong, true);
    }

    private void failureReachesTheCaller(Wrong wrong, boolean deaf) {
        use(local(deaf));
        script.before(Operation.AWAIT, wrong);
        try (OtherProcess other = anotherProcessHasTheLock()) {
            wrong.assertToldBy(failureOf(() -> locker.lock(FILE, EXCLUSIVE, Waiting.PATIENCE)));
            wrong.assertToldBy(failureOf(locker.lockAsync(FILE, EXCLUSIVE)));
            assertThat(other.tryLock(EXCLUSIVE)).as("it has kept the lock").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failureBeforeTheWaitLeavesTheLockFileUsable(boolean deaf) throws Exception {
        use(local(deaf));
        try (LockFile file = locker.open(FILE)) {
            script.before(Operation.LONGEST_WAIT, Wrong.ASSERTION);
            try (OtherProcess other = anotherProcessHasTheLock()) {
                assertThatThrownBy(() -> file.lock(EXCLUSIVE))
                        .as("beside %s", other)
                        .isSameAs(Wrong.ASSERTION.thrown);
            }
            script.clear();
            file.lock(EXCLUSIVE, SHORT).close();
        }
    }

    /** A deadline must hold, and an interrupt be heard, though the waiting thread could not be told to stop. */
    @Test
    void waitWhoseCancellationFailsIsLeftToItself() {
        use(Traits.LOCAL.withDeafWaits());
        script.before(Operation.CANCEL, Wrong.STACK);
        try (OtherProcess other = anotherProcessHasTheLock()) {
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
            assertThat(backend.waits()).as("beside %s", other).isEqualTo(1);
        }
        eventually().until(() -> backend.openHandles() == 0);
    }

    /** A wait that comes back at once is no reason to try again at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsThatEndByThemselvesDoNotKeepAProcessorBusy(boolean deaf) {
        use(local(deaf));
        backend.endWaitsAtOnce();
        try (OtherProcess other = anotherProcessHasTheLock()) {
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE, Duration.ofMillis(500)))
                    .as("beside %s", other)
                    .isInstanceOf(LockTimeoutException.class);
        }
        assertThat(script.count(Operation.AWAIT)).isBetween(1, 500);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "TRY_LOCK"})
    void errorOnTheThreadOfAFutureCompletesIt(Operation operation) {
        use(Traits.SLOW_SERVER);
        for (Wrong wrong : new Wrong[] {Wrong.STACK, Wrong.MEMORY}) {
            script.before(operation, wrong);
            wrong.assertToldBy(failureOf(locker.lockAsync(FILE, SHARED)));
        }
    }
}
