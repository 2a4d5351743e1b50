package io.github.portalocker.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockEvent;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockListener;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.MemoryBackend;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Step;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.PATIENCE;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a listener is told, when, and by which thread. */
final class ListenerTest extends EngineTest {
    private static final Duration SHORT = Duration.ofMillis(40);

    private final Told told = new Told();
    private FileLocker observed = observed(told);

    private FileLocker observed(LockListener listener) {
        return FileLocker.builder().backend(backend).listener(listener).build();
    }

    private void assertTold(String... names) {
        eventually().untilAsserted(() -> assertThat(told.names()).containsExactly(names));
    }

    private LockEvent event(String name) {
        return told.only(name).event();
    }

    @Test
    void freeLockIsAcquiredWithoutAWaitAndReleased() throws Exception {
        HeldFileLock lock = observed.lock(FILE, SHARED);
        assertTold("acquired");
        LockEvent acquired = event("acquired");
        assertThat(acquired.subject()).isEqualTo("lock");
        assertThat(acquired.path()).contains(FILE);
        assertThat(acquired.mode()).isEqualTo(SHARED);
        assertThat(acquired.range()).isEqualTo(LockRange.WHOLE_FILE);
        assertThat(acquired.backend()).isEqualTo(MemoryBackend.NAME);
        assertThat(acquired.waited()).isZero();
        assertThat(acquired.held()).isZero();
        assertThat(acquired).hasToString("LockEvent[lock (memory), SHARED, the whole file, waited PT0S, held PT0S]");
        Thread.sleep(5);
        lock.close();
        lock.close();
        assertTold("acquired", "released");
        assertThat(event("released").held()).isBetween(Duration.ofMillis(5), PATIENCE);
        assertThat(event("released").waited()).isZero();
    }

    @Test
    void waitForAnotherProcessIsTimed() throws Exception {
        Task<HeldFileLock> task;
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            task = Task.start(() -> observed.lock(FILE, EXCLUSIVE));
            awaitKernelWaits(1);
            assertTold("waiting");
            assertThat(event("waiting").waited()).isZero();
            Thread.sleep(5);
            other.unlock();
        }
        task.get().close();
        assertTold("waiting", "acquired", "released");
        assertThat(event("acquired").waited()).isBetween(Duration.ofMillis(5), PATIENCE);
        assertThat(told.only("waiting").thread()).isSameAs(task.thread());
        assertThat(told.only("acquired").thread()).isSameAs(task.thread());
        assertThat(told.only("released").thread()).isSameAs(Thread.currentThread());
    }

    @Test
    void lockThatIsHandedOverIsReleasedAndAcquired() throws Exception {
        LockFile file = observed.open(FILE);
        HeldFileLock lock = file.lock(EXCLUSIVE);
        Task<HeldFileLock> task = Task.start(() -> file.lock(EXCLUSIVE)).queued();
        int unlocks = script.count(Operation.UNLOCK);
        lock.close();
        HeldFileLock next = task.get();
        assertThat(script.count(Operation.UNLOCK)).isEqualTo(unlocks);
        next.close();
        file.close();
        assertThat(told.names()).containsExactlyInAnyOrder("acquired", "waiting", "released", "acquired", "released");
    }

    @Test
    void refusedAttemptIsNotTold() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE);
                LockFile file = observed.open(FILE)) {
            assertThat(tryLock(observed, FILE, EXCLUSIVE))
                    .as("beside %s", other)
                    .isNull();
            assertThat(tryLock(file, SHARED)).isNull();
            assertThat(observed.tryLock(FILE, SHARED, Duration.ZERO)).isNull();
            assertThatThrownBy(() -> file.lock(SHARED, Duration.ZERO)).isInstanceOf(LockTimeoutException.class);
            assertThat(observed.lockAsync(FILE, SHARED, Duration.ZERO)).failsWithin(PATIENCE);
            other.unlock();
        }
        assertThat(told.names()).isEmpty();
        assertThat(observed.tryLock(FILE, EXCLUSIVE)).isNotNull().satisfies(HeldFileLock::close);
        assertTold("acquired", "released");
    }

    @Test
    void timeoutIsToldByTheThreadThatWaited() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            assertThatThrownBy(() -> observed.lock(FILE, SHARED, SHORT))
                    .as("beside %s", other)
                    .isInstanceOf(LockTimeoutException.class);
        }
        assertTold("waiting", "timedOut");
        assertThat(event("timedOut").waited()).isBetween(SHORT, PATIENCE);
        assertThat(told.only("timedOut").thread()).isSameAs(Thread.currentThread());
    }

    @Test
    void timeoutOfAFutureIsToldByAThreadOfTheLibrary() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            assertThat(observed.lockAsync(FILE, SHARED, SHORT))
                    .as("beside %s", other)
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .withCauseInstanceOf(LockTimeoutException.class);
            assertTold("waiting", "timedOut");
        }
        assertThat(event("timedOut").waited()).isBetween(SHORT, PATIENCE);
        assertThat(told.only("timedOut").thread().getName()).startsWith("portalocker-");
    }

    @Test
    void timeoutOfAFutureThatHasNotReachedTheQueueEndsAWaitAsWell() throws Exception {
        use(Traits.SLOW_SERVER);
        observed = observed(told);
        Gate gate = script.gateBefore(Operation.OPEN);
        CompletableFuture<HeldFileLock> future = observed.lockAsync(FILE, EXCLUSIVE, SHORT);
        assertThat(future).failsWithin(PATIENCE);
        assertTold("waiting", "timedOut");
        gate.open();
    }

    @Test
    void interruptedWaitIsCancelled() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            Task<HeldFileLock> task = Task.start(() -> observed.lock(FILE, EXCLUSIVE));
            awaitKernelWaits(1);
            task.thread().interrupt();
            assertThatThrownBy(task::get).as("beside %s", other).isInstanceOf(InterruptedException.class);
            assertTold("waiting", "cancelled");
            assertThat(told.only("cancelled").thread()).isSameAs(task.thread());
        }
    }

    @ParameterizedTest
    @EnumSource
    void futureThatOtherCodeCompletesIsCancelled(Ending ending) {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            CompletableFuture<HeldFileLock> future = observed.lockAsync(FILE, EXCLUSIVE);
            awaitKernelWaits(1);
            ending.apply(future);
            assertTold("waiting", "cancelled");
            other.unlock();
        }
        assertThat(told.only("waiting").thread()).isSameAs(Thread.currentThread());
        assertThat(told.only("cancelled").thread().getName()).startsWith("portalocker-");
    }

    @Test
    void waitThatAClosedFileEndsIsCancelled() throws Exception {
        LockFile file = observed.open(FILE);
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            Task<HeldFileLock> task = Task.start(() -> file.lock(EXCLUSIVE));
            awaitKernelWaits(1);
            file.close();
            assertThatThrownBy(task::get).as("beside %s", other).isInstanceOf(LockException.class);
        }
        assertTold("waiting", "cancelled");
    }

    @ParameterizedTest
    @EnumSource
    void waitThatFailsIsCancelled(Failures failure) throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> task =
                Task.start(() -> observed.lock(FILE, EXCLUSIVE)).queued();
        CompletableFuture<HeldFileLock> future = observed.lockAsync(FILE, EXCLUSIVE);
        script.before(Operation.TRY_LOCK, failure);
        lock.close();
        assertThatThrownBy(task::get)
                .satisfiesAnyOf(
                        e -> assertThat(e).isSameAs(failure.thrown()),
                        e -> assertThat(e).hasCause(failure.thrown()));
        assertThat(future).failsWithin(PATIENCE);
        assertTold("waiting", "waiting", "cancelled", "cancelled");
    }

    @Test
    void attemptThatFailsIsNotTold() {
        script.before(Operation.TRY_LOCK, Failures.IO);
        assertThatThrownBy(() -> observed.lock(FILE, EXCLUSIVE)).isSameAs(Failures.IO.thrown());
        assertThat(observed.lockAsync(FILE, EXCLUSIVE)).failsWithin(PATIENCE);
        assertThat(told.names()).isEmpty();
    }

    @Test
    void threadThatWouldWaitForItselfDoesNotWait() throws Exception {
        try (HeldFileLock lock = observed.lock(FILE, SHARED)) {
            assertThatThrownBy(() -> observed.lock(FILE, EXCLUSIVE))
                    .as("holding %s", lock)
                    .isInstanceOf(IllegalStateException.class);
        }
        assertTold("acquired", "released");
    }

    @Test
    void lockOfAFutureIsToldBeforeTheFutureHasIt() throws Exception {
        HeldFileLock first = observed.lockAsync(FILE, EXCLUSIVE).get();
        CompletableFuture<HeldFileLock> second = observed.lockAsync(FILE, EXCLUSIVE);
        var closed = second.thenAccept(lock -> {
            try (lock) {
                assertThat(told.names()).filteredOn("acquired"::equals).hasSize(2);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        first.close();
        assertThat(closed).succeedsWithin(PATIENCE);
        assertThat(told.names()).containsExactlyInAnyOrder("acquired", "waiting", "released", "acquired", "released");
        assertThat(told.all().get(0).thread()).isSameAs(Thread.currentThread());
    }

    @Test
    void closedFileReleasesItsLocks() throws Exception {
        LockFile file = observed.open(FILE);
        HeldFileLock first = file.lock(SHARED);
        HeldFileLock second = file.lock(SHARED);
        file.close();
        first.close();
        second.close();
        assertTold("acquired", "acquired", "released", "released");
    }

    @Test
    void releaseThatFailsIsToldWhenItSucceeds() throws Exception {
        HeldFileLock lock = observed.lock(FILE, EXCLUSIVE);
        script.before(Operation.UNLOCK, Failures.IO.once());
        assertThatThrownBy(lock::close).isSameAs(Failures.IO.thrown());
        assertTold("acquired");
        lock.close();
        assertTold("acquired", "released");
    }

    @Test
    void rangeIsTold() throws Exception {
        LockRange range = new LockRange(3, 4);
        try (LockFile file = observed.open(FILE)) {
            file.range(range).lock(EXCLUSIVE).close();
        }
        assertTold("acquired", "released");
        assertThat(event("acquired").range()).isEqualTo(range);
        assertThat(event("released").subject()).isEqualTo("lock");
    }

    @Test
    void channelHasNoPath() throws Exception {
        try (var channel = files.channel(FILE)) {
            observed.lock(channel, EXCLUSIVE);
            observed.unlock(channel);
        }
        assertTold("acquired", "released");
        assertThat(event("released").subject()).isEqualTo("a channel");
        assertThat(event("released").path()).isEqualTo(Optional.empty());
    }

    @Test
    void reentrantLockIsToldOnce() {
        Lock lock = observed.readWriteLock(FILE).writeLock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        lock.unlock();
        assertTold("acquired", "released");
    }

    @Test
    void lockOnAReplacedFileIsNotTold() throws Exception {
        Step deletion = () -> files.delete(FILE);
        script.after(Operation.TRY_LOCK, deletion.once());
        observed.lock(FILE, EXCLUSIVE).close();
        assertTold("acquired", "released");
    }

    @Test
    void waiterThatGoesOnWithANewFileWaitsOnce() throws Exception {
        HeldFileLock old = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> task =
                Task.start(() -> observed.lock(FILE, EXCLUSIVE)).queued();
        files.delete(FILE);
        HeldFileLock fresh = locker.lock(FILE, EXCLUSIVE);
        old.close();
        eventually().until(() -> script.count(Operation.OPEN) == 4);
        task.queued();
        fresh.close();
        task.get().close();
        assertTold("waiting", "acquired", "released");
    }

    @Test
    void lossIsToldOnce() throws Exception {
        try (LockFile file = observed.open(FILE)) {
            HeldFileLock lock = file.lock(EXCLUSIVE);
            files.loseLocks(FILE);
            assertThat(lock.isValid()).isFalse();
            assertThat(lock.isValid()).isFalse();
            assertTold("acquired", "lost");
            assertThat(told.only("lost").thread().getName()).startsWith("portalocker-");
            lock.close();
            assertTold("acquired", "lost", "released");
        }
    }

    @Test
    void lossThatIsFoundByTheReleaseIsTold() throws Exception {
        HeldFileLock lock = observed.lock(FILE, EXCLUSIVE);
        files.loseLocks(FILE);
        lock.close();
        eventually()
                .untilAsserted(
                        () -> assertThat(told.names()).containsExactlyInAnyOrder("acquired", "lost", "released"));
    }

    @ParameterizedTest
    @EnumSource
    void listenerThatFailsChangesNothing(Failures failure) throws Exception {
        Warnings warnings = new Warnings();
        warnings.turnOff();
        try {
            Told failing = new Told() {
                @Override
                void visit(String what, LockEvent event) throws Exception {
                    failure.run();
                }
            };
            FileLocker failed = observed(failing);
            try (LockFile file = failed.open(FILE)) {
                HeldFileLock lock = file.lock(EXCLUSIVE);
                Task<HeldFileLock> task = Task.start(() -> file.lock(EXCLUSIVE)).queued();
                assertThatThrownBy(() -> failed.lock(FILE, EXCLUSIVE, SHORT)).isInstanceOf(LockTimeoutException.class);
                CompletableFuture<HeldFileLock> future = file.lockAsync(EXCLUSIVE);
                assertThat(lock.isValid()).isTrue();
                lock.close();
                task.get().close();
                future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
                HeldFileLock lost = file.lock(EXCLUSIVE);
                files.loseLocks(FILE);
                CompletableFuture<?> loss = lost.lost().toCompletableFuture();
                assertThat(loss).succeedsWithin(PATIENCE);
                lost.close();
            }
            eventually().until(() -> failing.names().contains("lost"));
            assertThat(failing.names()).contains("waiting", "timedOut", "acquired", "released");
            assertThat(isFree(EXCLUSIVE)).isTrue();
        } finally {
            warnings.turnOn();
        }
    }

    /** In each event, the listener locks the file again, where it can, and another file. */
    @Test
    void listenerMayLock() throws Exception {
        Path log = Path.of("log");
        Told locking = new Told() {
            @Override
            void visit(String what, LockEvent event) throws Exception {
                locker.lock(log, EXCLUSIVE).close();
                if (what.equals("released")) {
                    locker.lock(FILE, EXCLUSIVE).close();
                } else {
                    assertThat(tryLock(locker, FILE, EXCLUSIVE)).isNull();
                }
            }
        };
        FileLocker nested = observed(locking);
        HeldFileLock lock = nested.lock(FILE, EXCLUSIVE);
        Task<?> task = Task.start(() -> {
                    nested.lock(FILE, EXCLUSIVE).close();
                    return FILE;
                })
                .queued();
        lock.close();
        task.get();
        HeldFileLock asynchronous = nested.lockAsync(FILE, EXCLUSIVE).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        asynchronous.close();
        assertThat(locking.names()).hasSize(7);
    }

    /** A listener that keeps a thread that is about to wait keeps no other thread from the lock. */
    @Test
    void slowListenerHoldsUpItsThreadOnly() throws Exception {
        Gate gate = script.gate();
        Told slow = new Told() {
            @Override
            void visit(String what, LockEvent event) {
                if (what.equals("waiting")) {
                    gate.run();
                }
            }
        };
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> task = Task.start(() -> observed(slow).lock(FILE, EXCLUSIVE));
        eventually().until(() -> !gate.visitors().isEmpty());
        lock.close();
        locker.lock(FILE, EXCLUSIVE, PATIENCE).close();
        gate.open();
        task.get().close();
        assertThat(slow.names()).containsExactly("waiting", "acquired", "released");
    }

    @Test
    void fileThatIsClosedWhileItsLockIsToldIsReleasedOnce() throws Exception {
        LockFile[] file = new LockFile[1];
        Told closing = new Told() {
            @Override
            void visit(String what, LockEvent event) throws Exception {
                if (what.equals("acquired")) {
                    file[0].close();
                }
            }
        };
        file[0] = observed(closing).open(FILE);
        file[0].lock(EXCLUSIVE).close();
        assertThat(closing.names()).containsExactly("acquired", "released");
    }

    /** It is told after the thread has looked whether its file is closed, and before the thread is in the queue. */
    @Test
    void closeOnTheWayIntoTheQueueEndsTheWait() throws Exception {
        HeldFileLock held = locker.lock(FILE, EXCLUSIVE);
        AtomicReference<LockFile> closed = new AtomicReference<>();
        FileLocker closing = observed(new LockListener() {
            @Override
            public void waiting(LockEvent event) {
                try {
                    closed.get().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        closed.set(closing.open(FILE));
        Task<HeldFileLock> waiter = Task.start(() -> closed.get().lock(EXCLUSIVE));
        assertThatThrownBy(waiter::get).isInstanceOf(LockException.class).hasMessageContaining("was closed");
        held.close();
    }
}
