package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldLock;
import io.github.portalocker.HeldLocks;
import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockEvent;
import io.github.portalocker.LockException;
import io.github.portalocker.LockListener;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockPair;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.MemoryServer;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.PATIENCE;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Locks on names that a server keeps: as those on files, with tokens, and with losses that the server tells of. */
final class ServerLocksTest extends EngineTest {
    private static final String NAME = "jobs/nightly";

    private NamedLocks locks;

    @BeforeEach
    void connect() {
        locks = new MemoryServer(backend).locks();
    }

    @AfterEach
    void close() throws IOException {
        script.clear();
        locks.close();
    }

    private OtherProcess otherClient() {
        return files.otherProcess(Path.of(NAME));
    }

    private void connectTo(Traits traits) throws IOException {
        locks.close();
        use(traits);
        connect();
    }

    @Test
    void clientsExcludeEachOther() throws Exception {
        NamedLocks others = new MemoryServer(backend).locks();
        HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
        assertThat(lock.name()).isEqualTo(NAME);
        assertThat(lock.subject()).isEqualTo(NAME);
        assertThat(others.tryLock(NAME, SHARED)).isNull();
        assertThat(others.tryLock(NAME, SHARED, Duration.ofMillis(10))).isNull();
        Task<HeldNamedLock> waiter = Task.start(() -> others.lock(NAME, EXCLUSIVE));
        awaitKernelWaits(1);
        lock.close();
        assertThat(waiter.get().isValid()).isTrue();
        others.close();
    }

    @Test
    void timeoutNamesTheLockAndItsHolders() throws Exception {
        try (OtherProcess other = otherClient().lock(EXCLUSIVE)) {
            // looked for within a tenth of the timeout, which can be too short where the machine is busy
            eventually()
                    .untilAsserted(() -> assertThatThrownBy(() -> locks.lock(NAME, SHARED, Duration.ofMillis(200)))
                            .as("beside %s", other)
                            .isInstanceOf(LockTimeoutException.class)
                            .hasMessageStartingWith("cannot lock " + NAME + ": waited ")
                            .hasMessageContaining("1 on elsewhere"));
        }
    }

    @Test
    void exclusiveLocksHaveRisingTokensAndSharedOnesHaveNone() throws Exception {
        long last = 0;
        for (int i = 0; i < 3; i++) {
            try (HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
                assertThat(lock.fencingToken().orElseThrow()).isGreaterThan(last);
                last = lock.fencingToken().orElseThrow();
                assertThat(lock.fencingToken()).as("asked again").hasValue(last);
            }
        }
        try (HeldNamedLock lock = locks.lock(NAME, SHARED)) {
            assertThat(lock.fencingToken()).isEmpty();
        }
    }

    @Test
    void threadsInARowHaveTokensOfTheirOwn() throws Exception {
        List<Long> tokens = new ArrayList<>();
        HeldNamedLock first = locks.lock(NAME, EXCLUSIVE);
        List<Task<HeldNamedLock>> waiters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiters.add(Task.start(() -> {
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
                synchronized (tokens) {
                    tokens.add(lock.fencingToken().orElseThrow());
                }
                lock.close();
                return lock;
            }));
        }
        tokens.add(first.fencingToken().orElseThrow());
        first.close();
        for (Task<HeldNamedLock> waiter : waiters) {
            waiter.get();
        }
        assertThat(tokens).hasSize(5).doesNotHaveDuplicates().isSorted();
        assertThat(script.count(Operation.UNLOCK)).as("nothing is handed off").isEqualTo(5);
    }

    @Test
    void threadsOfOneJvmShareOneHandle() throws Exception {
        try (HeldNamedLock one = locks.lock(NAME, SHARED);
                HeldNamedLock other = locks.lock(NAME, SHARED)) {
            assertThat(List.of(one.isValid(), other.isValid())).containsOnly(true);
            assertThat(backend.openHandles()).isEqualTo(1);
        }
        assertThat(backend.openHandles()).isZero();
    }

    /** Readers of one JVM whose locks overlap would keep a writer elsewhere waiting for ever: later ones ask the server. */
    @Test
    void readersOfOneJvmJoinForAWhileOnly() throws Exception {
        try (HeldNamedLock first = locks.lock(NAME, SHARED)) {
            eventually().until(() -> handlesWithAnotherReader() == 2);
            assertThat(backend.openHandles()).as("beside %s", first).isEqualTo(1);
        }
        assertThat(handlesWithAnotherReader()).isEqualTo(1);
    }

    private int handlesWithAnotherReader() throws Exception {
        return Task.start(() -> {
                    try (HeldNamedLock lock = locks.tryLock(NAME, SHARED)) {
                        assertThat(lock).isNotNull();
                        return backend.openHandles();
                    }
                })
                .get();
    }

    @Test
    void laterReadersShareALockOfTheirOwn() throws Exception {
        HeldNamedLock first = locks.lock(NAME, SHARED);
        Thread.sleep(200);
        HeldNamedLock second =
                Task.start(() -> locks.lock(NAME, SHARED, PATIENCE)).get();
        HeldNamedLock third = locks.lockAsync(NAME, SHARED).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(backend.openHandles()).isGreaterThan(1);
        first.close();
        try (OtherProcess other = otherClient()) {
            assertThat(other.tryLock(EXCLUSIVE)).isFalse();
            second.close();
            third.close();
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
        assertThat(backend.openHandles()).isZero();
    }

    /** Else a handle would stay open for a moment after the only lock was released. */
    @Test
    void releaseOfALockFromAFutureClosesItsHandle() {
        Gate gate = script.gateBefore(Operation.OPEN);
        CompletableFuture<Integer> openHandles = locks.lockAsync(NAME, SHARED).thenApply(lock -> {
            assertThatCode(lock::close).doesNotThrowAnyException();
            return backend.openHandles();
        });
        gate.open();
        assertThat(openHandles).succeedsWithin(PATIENCE).isEqualTo(0);
    }

    @Test
    void writerOfThisJvmWaitsForAllReaders() throws Exception {
        HeldNamedLock first = locks.lock(NAME, SHARED);
        Thread.sleep(200);
        HeldNamedLock second = Task.start(() -> locks.lock(NAME, SHARED)).get();
        Task<HeldNamedLock> writer =
                Task.start(() -> locks.lock(NAME, EXCLUSIVE)).queued();
        assertThat(locks.tryLock(NAME, EXCLUSIVE)).isNull();
        first.close();
        assertThat(writer.result()).isNotDone();
        second.close();
        writer.get().close();
    }

    /** Else it would wait for itself; it shares the lock that it has, though there is a newer one. */
    @Test
    void threadThatReadsMayReadAgainAtAnyTime() throws Exception {
        try (HeldNamedLock first = locks.lock(NAME, SHARED)) {
            Thread.sleep(200);
            HeldNamedLock newer = Task.start(() -> locks.lock(NAME, SHARED)).get();
            int handles = backend.openHandles();
            HeldNamedLock second = locks.tryLock(NAME, SHARED);
            assertThat(second).as("beside %s and %s", first, newer).isNotNull();
            newer.close();
            assertThat(backend.openHandles()).isEqualTo(handles - 1);
            second.close();
        }
    }

    @Test
    void lossIsToldToTheHolder() throws Exception {
        connectTo(Traits.SLOW_SERVER);
        HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
        CompletableFuture<Boolean> validWhenTold = lock.lost()
                .toCompletableFuture()
                .thenApply(loss -> {
                    assertThat(loss.subject()).isEqualTo(NAME);
                    assertThat(loss.reason()).isEqualTo("the session has ended");
                    return lock.isValid();
                });
        files.loseLocks(Path.of(NAME));
        assertThat(validWhenTold).succeedsWithin(PATIENCE).isEqualTo(false);
        assertThatThrownBy(lock::ensureValid)
                .isInstanceOf(LockLostException.class)
                .hasMessageContainingAll(NAME, "the session has ended");
        script.before(Operation.UNLOCK, Failures.IO);
        lock.close();
    }

    @Test
    void waitersGoOnAfterALoss() throws Exception {
        connectTo(Traits.SLOW_SERVER);
        HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
        long token = lost.fencingToken().orElseThrow();
        Task<HeldNamedLock> waiter =
                Task.start(() -> locks.lock(NAME, EXCLUSIVE)).queued();
        CompletableFuture<HeldNamedLock> future = locks.lockAsync(NAME, EXCLUSIVE);
        files.loseLocks(Path.of(NAME));
        HeldLock next =
                (HeldLock) CompletableFuture.anyOf(waiter.result(), future).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next.isValid()).isTrue();
        assertThat(next.fencingToken().orElseThrow()).isGreaterThan(token);
        lost.close();
        assertThat(next.isValid()).as("the lost lock's close").isTrue();
        next.close();
        waiter.get().close();
        future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // what fails here fails the test
    void pairTellsTheTokenAndDoesNotLockAgainWhatWasLost() throws Exception {
        LockPair pair = locks.readWriteLock(NAME);
        assertThat(pair.heldByCurrentThread()).isNull();
        pair.writeLock().lock();
        HeldLock held = pair.heldByCurrentThread();
        assertThat(held).isNotNull();
        pair.writeLock().lock();
        assertThat(pair.heldByCurrentThread()).isSameAs(held);
        assertThat(held.fencingToken()).isPresent();
        files.loseLocks(Path.of(NAME));
        assertThatThrownBy(pair.writeLock()::lock).hasMessageContainingAll(NAME, "has lost the lock");
        pair.writeLock().unlock();
        pair.writeLock().unlock();
        assertThat(pair.heldByCurrentThread()).isNull();
    }

    @Test
    void slowReleaseDelaysNoDeadlineOfOthers() throws Exception {
        connectTo(Traits.SLOW_SERVER);
        HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
        Gate gate = script.gateBefore(Operation.UNLOCK);
        Task<Boolean> release = Task.start(() -> {
            lock.close();
            return true;
        });
        eventually().until(() -> !gate.visitors().isEmpty());
        assertThat(locks.tryLock(NAME, SHARED, Duration.ofMillis(50))).isNull();
        gate.open();
        assertThat(release.get()).isTrue();
        locks.lock(NAME, EXCLUSIVE).close();
    }

    @Test
    void failedReleaseLeavesTheLockHeldUntilItSucceeds() throws Exception {
        connectTo(Traits.SLOW_SERVER);
        HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
        script.before(Operation.UNLOCK, Failures.IO.once());
        assertThatThrownBy(lock::close).isSameAs(Failures.IO.thrown());
        assertThat(locks.tryLock(NAME, SHARED)).isNull();
        lock.close();
        locks.lock(NAME, EXCLUSIVE).close();
    }

    @Test
    void twoThreadsCloseOneLockOnce() throws Exception {
        connectTo(Traits.SLOW_SERVER);
        HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
        Gate gate = script.gateBefore(Operation.UNLOCK);
        Task<Boolean> first = Task.start(() -> {
            lock.close();
            return true;
        });
        eventually().until(() -> !gate.visitors().isEmpty());
        Task<Boolean> second = Task.start(() -> {
            lock.close();
            return true;
        });
        gate.open();
        first.get();
        second.get();
        assertThat(script.count(Operation.UNLOCK)).isEqualTo(1);
    }

    @Test
    void severalNamesAreLockedTogether() throws Exception {
        try (HeldLocks all = locks.lockAll(Map.of("a", EXCLUSIVE, "b", EXCLUSIVE))) {
            assertThat(all.locks())
                    .allSatisfy(lock -> assertThat(lock.fencingToken()).isPresent());
            assertThat(locks.tryLockAll(Map.of("b", SHARED, "c", SHARED))).isNull();
        }
    }

    @Test
    void listenerIsToldTheName() throws Exception {
        List<LockEvent> acquired = new CopyOnWriteArrayList<>();
        NamedLocks observed = NamedLocks.on(new MemoryServer(backend), new LockListener() {
            @Override
            public void acquired(LockEvent event) {
                acquired.add(event);
            }
        });
        observed.lock(NAME, EXCLUSIVE).close();
        assertThat(acquired).singleElement().satisfies(event -> {
            assertThat(event.subject()).isEqualTo(NAME);
            assertThat(event.path()).isEmpty();
        });
        observed.close();
    }

    @Test
    void closeEndsWaitsAndReleases() throws Exception {
        try (OtherProcess other = otherClient().lock(EXCLUSIVE)) {
            Task<HeldNamedLock> waiter = Task.start(() -> locks.lock(NAME, EXCLUSIVE));
            awaitKernelWaits(1);
            CompletableFuture<HeldNamedLock> future = locks.lockAsync(NAME, EXCLUSIVE);
            HeldNamedLock mine = locks.lock("mine", EXCLUSIVE);
            locks.close();
            assertThat(mine.isValid()).isFalse();
            assertThatThrownBy(waiter::get).as("beside %s", other).isInstanceOf(LockException.class);
            assertThat(future).failsWithin(PATIENCE);
            assertThatThrownBy(() -> locks.lock(NAME, SHARED)).isInstanceOf(IllegalStateException.class);
            locks.close();
        }
    }

    /** The connection goes under the feet of the wait. */
    @Test
    void waitThatFailsAfterTheCloseSaysThatItWasClosed() throws Exception {
        try (OtherProcess other = otherClient().lock(EXCLUSIVE)) {
            script.after(Operation.AWAIT, Failures.IO);
            Task<HeldNamedLock> waiter = Task.start(() -> locks.lock(NAME, EXCLUSIVE));
            awaitKernelWaits(1);
            locks.close();
            assertThatThrownBy(waiter::get)
                    .as("beside %s", other)
                    .isInstanceOf(LockException.class)
                    .hasMessageContaining("was closed while this thread waited")
                    .hasCause(Failures.IO.thrown());
        }
    }

    @Test
    void namesMayNotBeEmpty() {
        assertThatThrownBy(() -> locks.lock("", EXCLUSIVE)).isInstanceOf(IllegalArgumentException.class);
    }
}
