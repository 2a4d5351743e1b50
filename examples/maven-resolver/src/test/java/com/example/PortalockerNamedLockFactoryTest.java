package com.example;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.NamedLocks;
import org.eclipse.aether.named.NamedLock;
import org.eclipse.aether.named.NamedLockFactory;
import org.eclipse.aether.named.NamedLockKey;
import org.eclipse.aether.named.support.LockUpgradeNotSupportedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The cases that the resolver tests its own factories with; it does not publish them. */
@Timeout(60)
class PortalockerNamedLockFactoryTest {
    private static final NamedLockKey KEY = NamedLockKey.of("artifact:group:name:1.0", "group:name:1.0");

    @TempDir
    Path directory;

    private NamedLockFactory factory;
    private NamedLockFactory otherFactory; // excluded as another process is

    @BeforeEach
    void open() throws Exception {
        factory = new PortalockerNamedLockFactory(NamedLocks.in(directory));
        otherFactory = new PortalockerNamedLockFactory(NamedLocks.in(directory));
    }

    @AfterEach
    void shutDown() {
        factory.shutdown();
        otherFactory.shutdown();
    }

    @Test
    void aLockIsOneObjectUntilItsLastUserClosesIt() {
        NamedLock one = factory.getLock(KEY);
        NamedLock two = factory.getLock(KEY);
        assertThat(one).isSameAs(two);
        one.close();
        two.close();

        try (NamedLock three = factory.getLock(KEY)) {
            assertThat(three).isNotSameAs(two);
        }
    }

    @Test
    void unlockingWhatIsNotLockedIsRefused() {
        try (NamedLock lock = factory.getLock(KEY)) {
            assertThatIllegalStateException().isThrownBy(lock::unlock);
        }
    }

    @Test
    void exclusiveInExclusive() throws Exception {
        assertNested(false, false);
    }

    @Test
    void sharedInShared() throws Exception {
        assertNested(true, true);
    }

    @Test
    void sharedInExclusive() throws Exception {
        assertNested(false, true);
    }

    private void assertNested(boolean outerShared, boolean innerShared) throws Exception {
        try (NamedLock lock = factory.getLock(KEY)) {
            assertThat(lock(lock, outerShared, 1)).isTrue();
            assertThat(lock(lock, innerShared, 1)).isTrue();
            lock.unlock();
            assertThat(elsewhere(outerShared)).isEqualTo(outerShared); // still locked as it was from the start
            assertThat(elsewhere(false)).isFalse();
            lock.unlock();
            assertThat(elsewhere(false)).isTrue();
        }
    }

    @Test
    void anUpgradeIsRefused() throws Exception {
        try (NamedLock lock = factory.getLock(KEY)) {
            assertThat(lock(lock, true, 1)).isTrue();
            assertThatExceptionOfType(LockUpgradeNotSupportedException.class).isThrownBy(() -> lock(lock, false, 1));
            lock.unlock();
        }
    }

    @Test
    void readersShareALock() throws Exception {
        assertThat(whileHeld(true, true, 1)).isTrue();
    }

    @Test
    void writersExcludeEachOther() throws Exception {
        assertThat(whileHeld(false, false, 1)).isFalse();
    }

    @Test
    void readersAndWritersExcludeEachOther() throws Exception {
        assertThat(whileHeld(true, false, 1)).isFalse();
        assertThat(whileHeld(false, true, 1)).isFalse();
    }

    @Test
    void aRefusalComesWhenTheTimeIsOver() throws Exception {
        long start = System.nanoTime();
        assertThat(whileHeld(true, false, 500)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(500));
    }

    @Test
    void aWaiterGetsWhatIsReleased() throws Exception {
        try (NamedLock lock = factory.getLock(KEY)) {
            assertThat(lock(lock, false, 1)).isTrue();
            CompletableFuture<Boolean> waiter = inAThread(factory, true, MINUTES.toMillis(1));
            CompletableFuture<Boolean> elsewhere = inAThread(otherFactory, true, MINUTES.toMillis(1));
            Thread.sleep(50); // most likely, they wait now
            lock.unlock();
            assertThat(waiter.get()).isTrue();
            assertThat(elsewhere.get()).isTrue();
        }
    }

    @Test
    void aFailureIsHandedBackWhileLocksAreHeld() throws Exception {
        IllegalStateException failure = new IllegalStateException("failure");
        try (NamedLock lock = factory.getLock(KEY)) {
            assertThat(lock(lock, true, 1)).isTrue();
            assertThat(List.of(factory.onFailure(failure))).containsExactly(failure);
            lock.unlock();
        }
    }

    /** Whether another thread can lock while one holds: in this factory and in the other one. */
    private boolean whileHeld(boolean heldShared, boolean wantedShared, long millis) throws Exception {
        try (NamedLock lock = factory.getLock(KEY)) {
            assertThat(lock(lock, heldShared, 1)).isTrue();
            boolean here = inAThread(factory, wantedShared, millis).get();
            assertThat(inAThread(otherFactory, wantedShared, millis).get()).isEqualTo(here);
            lock.unlock();
            return here;
        }
    }

    private boolean elsewhere(boolean shared) throws Exception {
        return inAThread(otherFactory, shared, 1).get();
    }

    private static CompletableFuture<Boolean> inAThread(NamedLockFactory factory, boolean shared, long millis) {
        CompletableFuture<Boolean> locked = new CompletableFuture<>();
        new Thread(() -> {
                    try (NamedLock lock = factory.getLock(KEY)) {
                        boolean acquired = lock(lock, shared, millis);
                        if (acquired) {
                            lock.unlock();
                        }
                        locked.complete(acquired);
                    } catch (Exception e) {
                        locked.completeExceptionally(e);
                    }
                })
                .start();
        return locked;
    }

    private static boolean lock(NamedLock lock, boolean shared, long millis) throws InterruptedException {
        return shared ? lock.lockShared(millis, MILLISECONDS) : lock.lockExclusively(millis, MILLISECONDS);
    }
}
