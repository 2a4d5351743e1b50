package io.github.portalocker.spring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;

import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Threads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What Spring Integration documents of its lock registries, in a directory and on a server. */
@SuppressWarnings("LockNotBeforeTry") // what happens without is tested
@ParameterizedClass
@ValueSource(strings = {"file", "memory"})
final class PortalockerLockRegistryTest {
    @Parameter
    String scheme;

    @TempDir
    Path folder;

    private NamedLocks locks;
    private NamedLocks otherLocks;
    private PortalockerLockRegistry registry;

    /** As another process would have it. */
    private PortalockerLockRegistry other;

    private int counter; // guarded by the lock under test

    @BeforeEach
    void open() throws IOException {
        String uri = scheme.equals("file") ? folder.resolve("locks").toUri().toString() : "memory:" + UUID.randomUUID();
        locks = NamedLocks.connect(uri);
        otherLocks = NamedLocks.connect(uri);
        registry = new PortalockerLockRegistry(locks);
        other = new PortalockerLockRegistry(otherLocks);
    }

    @AfterEach
    void close() throws IOException {
        locks.close();
        otherLocks.close();
    }

    private boolean isFree(String key) throws Exception {
        return Threads.start(() -> {
                    Lock lock = other.obtain(key);
                    boolean free = lock.tryLock();
                    if (free) {
                        lock.unlock();
                    }
                    return free;
                })
                .get();
    }

    @Test
    void equalKeysHaveOneLockAndOthersAnother() {
        assertThat(registry.obtain("a")).isSameAs(registry.obtain(String.valueOf(new char[] {'a'})));
        assertThat(registry.obtain("b")).isNotSameAs(registry.obtain("a"));
    }

    @Test
    void onlyTextThatIsNotEmptyIsAKey() {
        assertThatThrownBy(() -> registry.obtain(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Integer");
        assertThatThrownBy(() -> registry.obtain("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lockIsReentrantAndFreeAfterTheLastUnlock() throws Exception {
        Lock lock = registry.obtain("a");
        lock.lock();
        lock.lockInterruptibly();
        assertThat(lock.tryLock()).isTrue();
        assertThat(registry.obtain("a").tryLock(1, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(isFree("a")).isFalse();
            lock.unlock();
        }
        assertThat(isFree("a")).isTrue();
    }

    @Test
    void locksOfTwoKeysAreHeldTogether() throws Exception {
        Lock a = registry.obtain("a");
        a.lock();
        try {
            assertThat(isFree("b")).isTrue();
        } finally {
            a.unlock();
        }
    }

    @Test
    void secondThreadIsRefusedAndMayNotUnlock() throws Exception {
        Lock lock = registry.obtain("a");
        lock.lock();
        Threads.start(() -> {
                    assertThat(lock.tryLock()).isFalse();
                    long start = System.nanoTime();
                    assertThat(lock.tryLock(50, TimeUnit.MILLISECONDS)).isFalse();
                    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
                    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
                    return null;
                })
                .get();
        lock.unlock();
        assertThat(isFree("a")).isTrue();
    }

    @Test
    void waiterOfEitherRegistryGetsTheLockWhenItIsUnlocked() throws Exception {
        for (PortalockerLockRegistry each : new PortalockerLockRegistry[] {registry, other}) {
            Lock lock = registry.obtain("a");
            lock.lock();
            Threads.Task<Boolean> waiter = Threads.start(() -> {
                Lock wanted = each.obtain("a");
                wanted.lockInterruptibly();
                wanted.unlock();
                return true;
            });
            assertThat(waiter.isQueued()).isTrue();
            lock.unlock();
            assertThat(waiter.get()).isTrue();
        }
    }

    @Test
    void interruptEndsOnlyAWaitThatIsInterruptible() throws Exception {
        Lock lock = registry.obtain("a");
        lock.lock();
        Threads.Task<Object> interruptible = Threads.start(() -> {
            assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
            return "ended";
        });
        Threads.Task<Boolean> uninterruptible = Threads.start(() -> {
            lock.lock();
            lock.unlock();
            return Thread.interrupted();
        });
        assertThat(interruptible.isQueued()).isTrue();
        assertThat(uninterruptible.isQueued()).isTrue();
        interruptible.thread().interrupt();
        uninterruptible.thread().interrupt();
        assertThat(interruptible.get()).isEqualTo("ended");
        assertThat(uninterruptible.isBlocked()).isTrue();
        lock.unlock();
        assertThat(uninterruptible.get()).isTrue();
    }

    @Test
    void thereAreNoConditions() {
        assertThatThrownBy(() -> registry.obtain("a").newCondition()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void threadsOfTwoRegistriesNeverOverlap() throws Exception {
        Threads.runInParallel(4, () -> {
            PortalockerLockRegistry mine = Thread.currentThread().getId() % 2 == 0 ? registry : other;
            for (int i = 0; i < 25; i++) {
                mine.executeLocked("a", () -> {
                    int seen = counter;
                    Thread.onSpinWait();
                    counter = seen + 1;
                });
            }
            return null;
        });
        assertThat(counter).isEqualTo(100);
    }

    @Test
    void executeLockedTellsAResultAndATimeout() throws Exception {
        Lock held = other.obtain("a");
        held.lock();
        try {
            Threads.start(() -> {
                        assertThatThrownBy(() -> registry.executeLocked("a", Duration.ofMillis(20), () -> "never"))
                                .isInstanceOf(TimeoutException.class);
                        return null;
                    })
                    .get();
        } finally {
            held.unlock();
        }
        assertThat((Object) registry.executeLocked("a", Duration.ofSeconds(30), () -> "done"))
                .isEqualTo("done");
        assertThat(isFree("a")).isTrue();
    }

    @Test
    void onlyUnusedLocksOfThatAgeExpire() throws Exception {
        Lock unused = registry.obtain("unused");
        Lock held = registry.obtain("held");
        Lock waited = registry.obtain("waited");
        held.lock();
        Lock inTheWay = other.obtain("waited");
        inTheWay.lock();
        Threads.Task<Boolean> waiter = Threads.start(() -> {
            waited.lock();
            waited.unlock();
            return true;
        });
        assertThat(waiter.isQueued()).isTrue();
        registry.expireUnusedOlderThan(60_000);
        assertThat(registry.obtain("unused")).isSameAs(unused);

        registry.expireUnusedOlderThan(-10_000);
        assertThat(registry.obtain("unused")).isNotSameAs(unused);
        assertThat(registry.obtain("held")).isSameAs(held);
        assertThat(registry.obtain("waited")).isSameAs(waited);

        inTheWay.unlock();
        assertThat(waiter.get()).isTrue();
        held.unlock();
        registry.expireUnusedOlderThan(0);
        assertThat(registry.obtain("held")).isNotSameAs(held);
        assertThat(registry.obtain("waited")).isNotSameAs(waited);
        unused.lock(); // works as before
        assertThat(isFree("unused")).isFalse();
        unused.unlock();
    }
}
