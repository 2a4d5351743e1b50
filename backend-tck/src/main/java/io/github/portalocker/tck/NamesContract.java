package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldLock;
import io.github.portalocker.HeldLocks;
import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockPair;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.NamedLocks;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What all locks on names must do, wherever they are kept: in a directory, in memory or on a server.
 *
 * @since 0.1.0
 */
public interface NamesContract {
    /** A name. */
    String NAME = "jobs/import-7";

    /**
     * Another client of the same locks: two of them exclude each other as two processes do.
     *
     * @param dir of the test: clients that are given the same one have the same locks
     */
    NamedLocks connect(Path dir) throws IOException;

    /** Whether exclusive locks have fencing tokens. */
    default boolean hasTokens() {
        return false;
    }

    /** Whether a wait that has ended has left nothing behind at that moment, not even on a busy machine. */
    default boolean forgetsWaitsAtOnce() {
        return true;
    }

    private static boolean couldLock(NamedLocks locks, String name, LockMode mode) throws IOException {
        HeldNamedLock lock = locks.tryLock(name, mode);
        if (lock != null) {
            lock.close();
        }
        return lock != null;
    }

    @Test
    @DisplayName("exclusive keeps all others out, shared keeps exclusive out: clients and threads of one client")
    default void modesConflictAsTheyShould(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            for (LockMode held : LockMode.values()) {
                for (LockMode wanted : LockMode.values()) {
                    try (HeldNamedLock lock = locks.lock(NAME, held)) {
                        boolean both = held == SHARED && wanted == SHARED;
                        assertThat(couldLock(others, NAME, wanted))
                                .as("another client: %s beside %s", wanted, lock)
                                .isEqualTo(both);
                        assertThat(Threads.start(() -> couldLock(locks, NAME, wanted))
                                        .get())
                                .as("another thread: %s beside %s", wanted, lock)
                                .isEqualTo(both);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("readers share a name however long the first one has had it, in whatever thread or client they are")
    default void readersShareHoweverLongTheFirstHasRead(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            HeldNamedLock first = locks.lock(NAME, SHARED);
            Thread.sleep(300);
            HeldNamedLock second =
                    Threads.start(() -> locks.tryLock(NAME, SHARED)).get();
            HeldNamedLock third = Threads.start(() -> locks.lock(NAME, SHARED)).get();
            assertThat(second).as("beside %s", first).isNotNull();
            assertThat(couldLock(others, NAME, SHARED)).isTrue();
            first.close();
            second.close();
            assertThat(couldLock(others, NAME, EXCLUSIVE))
                    .as("beside %s", third)
                    .isFalse();
            third.close();
            assertThat(couldLock(others, NAME, EXCLUSIVE)).isTrue();
        }
    }

    @Test
    @DisplayName(
            "each name has a lock of its own: letters of both cases, slashes, dots, devices of Windows, long names")
    default void namesAreIndependent(@TempDir Path dir) throws Exception {
        List<String> names = List.of(
                "a",
                "A",
                "a.lock",
                "a/b",
                "a%2fb",
                "..",
                ".",
                "con",
                " ",
                "\u00e4\u4e2d\ud83d\udd12",
                "line\nbreak",
                "x".repeat(3_000),
                "x".repeat(3_001));
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            List<HeldNamedLock> held = new ArrayList<>();
            for (String name : names) {
                HeldNamedLock lock = locks.tryLock(name, EXCLUSIVE);
                assertThat(lock).as(name).isNotNull();
                assertThat(lock.name()).isEqualTo(name);
                held.add(lock);
            }
            for (String name : names) {
                assertThat(couldLock(others, name, SHARED)).as(name).isFalse();
            }
            for (HeldNamedLock lock : held) {
                lock.close();
            }
            for (String noName : List.of("", "\ud83d", "a\ude00")) {
                assertThatThrownBy(() -> locks.tryLock(noName, SHARED)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> locks.holders(noName)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> locks.waiters(noName)).isInstanceOf(IllegalArgumentException.class);
            }
            locks.lock("\ud83d\ude00", SHARED).close();
        }
    }

    @Test
    @DisplayName("a timeout ends a wait, and names what was waited for; zero is one attempt")
    default void timeoutEndsAWait(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir);
                HeldNamedLock lock = others.lock(NAME, SHARED)) {
            assertThatThrownBy(() -> locks.lock(NAME, EXCLUSIVE, Duration.ofMillis(100)))
                    .as("beside %s", lock)
                    .isInstanceOfSatisfying(LockTimeoutException.class, e -> {
                        assertThat(e.subject()).isEqualTo(NAME);
                        assertThat(e.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
                    })
                    .hasMessageContaining(NAME);
            assertThat(locks.tryLock(NAME, EXCLUSIVE, Duration.ofMillis(50))).isNull();
            assertThat(locks.tryLock(NAME, EXCLUSIVE, Duration.ZERO)).isNull();
            assertThatThrownBy(() -> locks.lock(NAME, EXCLUSIVE, Duration.ZERO))
                    .isInstanceOf(LockTimeoutException.class);
            if (forgetsWaitsAtOnce()) {
                requireNonNull(locks.tryLock(NAME, SHARED, Duration.ZERO)).close();
            } else {
                Threads.awaitThat(() -> couldLock(locks, NAME, SHARED), "a shared lock beside the shared one");
            }
        }
    }

    @Test
    @DisplayName("a release wakes a waiter of another client, on a platform or virtual thread")
    default void releaseWakesAWaiterElsewhere(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            for (boolean virtual : new boolean[] {false, true}) {
                if (virtual && Runtime.version().feature() < 21) {
                    continue;
                }
                HeldNamedLock lock = others.lock(NAME, EXCLUSIVE);
                Threads.Task<HeldNamedLock> waiter = virtual
                        ? Threads.startVirtual(() -> locks.lock(NAME, EXCLUSIVE))
                        : Threads.start(() -> locks.lock(NAME, EXCLUSIVE));
                assertThat(waiter.isBlocked()).isTrue();
                lock.close();
                waiter.get().close();
            }
        }
    }

    @Test
    @DisplayName("an interrupt ends a wait, and nothing is left of it")
    default void interruptEndsAWait(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            HeldNamedLock lock = others.lock(NAME, EXCLUSIVE);
            Threads.Task<HeldNamedLock> first = Threads.start(() -> locks.lock(NAME, EXCLUSIVE));
            assertThat(first.isBlocked()).isTrue();
            Threads.Task<HeldNamedLock> second = Threads.start(() -> locks.lock(NAME, SHARED));
            assertThat(second.isBlocked()).isTrue();
            first.thread().interrupt();
            second.thread().interrupt();
            assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
            assertThatThrownBy(second::get).hasCauseInstanceOf(InterruptedException.class);
            lock.close();
            others.lock(NAME, EXCLUSIVE).close();
        }
    }

    @Test
    @DisplayName("waiters of one client are served in the order in which they came")
    default void waitersAreServedInTurn(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir)) {
            List<Integer> order = new CopyOnWriteArrayList<>();
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            List<Threads.Task<?>> waiters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                Threads.Task<Boolean> waiter = Threads.start(() -> {
                    try (HeldNamedLock mine = locks.lock(NAME, EXCLUSIVE)) {
                        assertThat(mine.isValid()).isTrue();
                        return order.add(number);
                    }
                });
                assertThat(waiter.isQueued()).isTrue();
                waiters.add(waiter);
            }
            lock.close();
            for (Threads.Task<?> waiter : waiters) {
                waiter.get();
            }
            assertThat(order).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    @DisplayName("futures: completed with the lock, withdrawn when they are cancelled, failed by a timeout")
    default void futuresWaitWithoutAThread(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            HeldNamedLock lock = others.lock(NAME, EXCLUSIVE);
            CompletableFuture<HeldNamedLock> cancelled = locks.lockAsync(NAME, EXCLUSIVE);
            CompletableFuture<HeldNamedLock> future = locks.lockAsync(NAME, EXCLUSIVE);
            assertThatThrownBy(() -> locks.lockAsync(NAME, SHARED, Duration.ofMillis(50))
                            .get(Patience.SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LockTimeoutException.class);
            cancelled.cancel(false);
            assertThat(future).isNotDone();
            lock.close();
            future.get(Patience.SECONDS, TimeUnit.SECONDS).close();
            others.lock(NAME, EXCLUSIVE).close();
        }
    }

    @Test
    @DisplayName("a lock pair is reentrant, refuses an upgrade, and tells the lock that it holds")
    default void pairIsReentrant(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            LockPair pair = locks.readWriteLock(NAME);
            pair.writeLock().lock();
            try {
                HeldLock held = requireNonNull(pair.heldByCurrentThread());
                assertThat(held.mode()).isEqualTo(EXCLUSIVE);
                assertThat(held.isValid()).isTrue();
                assertThat(pair.readLock().tryLock()).isTrue();
                pair.readLock().unlock();
                assertThat(pair.heldByCurrentThread()).isSameAs(held);
                assertThat(couldLock(others, NAME, SHARED)).isFalse();
            } finally {
                pair.writeLock().unlock();
            }
            assertThat(pair.heldByCurrentThread()).isNull();
            pair.readLock().lock();
            try {
                assertThat(pair.writeLock().tryLock()).isFalse();
                assertThat(couldLock(others, NAME, SHARED)).isTrue();
            } finally {
                pair.readLock().unlock();
            }
        }
    }

    @Test
    @DisplayName("a thread that would wait for itself forever is refused")
    default void selfDeadlockIsRefused(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            assertThatThrownBy(() -> locks.lock(NAME, EXCLUSIVE))
                    .as("beside %s", lock)
                    .isInstanceOf(IllegalStateException.class);
            assertThat(locks.tryLock(NAME, EXCLUSIVE)).isNull();
        }
    }

    @Test
    @DisplayName("several names are locked all or none, in whatever order they are given")
    default void severalNamesAreLockedAllOrNone(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            try (HeldLocks all = locks.lockAll(Map.of("a", EXCLUSIVE, "b", SHARED))) {
                assertThat(all.isValid()).isTrue();
                assertThat(all.locks()).hasSize(2);
                assertThat(others.tryLockAll(Map.of("b", EXCLUSIVE, "c", SHARED)))
                        .isNull();
                assertThat(couldLock(others, "c", EXCLUSIVE)).isTrue();
                assertThatThrownBy(() -> others.lockAll(Map.of("a", SHARED, "c", SHARED), Duration.ofMillis(50)))
                        .isInstanceOf(LockTimeoutException.class);
            }
            requireNonNull(others.tryLockAll(Map.of("a", EXCLUSIVE, "b", EXCLUSIVE)))
                    .close();
        }
    }

    @Test
    @DisplayName("a lock that was released is not valid, and its close can be repeated")
    default void releasedLockIsNotValid(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir)) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            assertThat(lock.isValid()).isTrue();
            lock.ensureValid();
            Threads.start(() -> {
                        lock.close();
                        return true;
                    })
                    .get();
            lock.close();
            assertThat(lock.isValid()).isFalse();
            assertThatThrownBy(lock::ensureValid).isInstanceOf(LockLostException.class);
            assertThat(lock.lost().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    @DisplayName("tokens of exclusive locks rise, across clients; shared locks have none")
    default void tokensRise(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            long last = Long.MIN_VALUE;
            for (int i = 0; i < 6; i++) {
                try (HeldNamedLock lock = (i % 2 == 0 ? locks : others).lock(NAME, EXCLUSIVE)) {
                    assertThat(lock.fencingToken().isPresent()).isEqualTo(hasTokens());
                    if (hasTokens()) {
                        assertThat(lock.fencingToken().orElseThrow()).isGreaterThan(last);
                        last = lock.fencingToken().orElseThrow();
                    }
                }
            }
            try (HeldNamedLock lock = locks.lock(NAME, SHARED)) {
                assertThat(lock.fencingToken()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("closing the locks releases what is held and ends waits")
    default void closingReleasesAndEndsWaits(@TempDir Path dir) throws Exception {
        NamedLocks locks = connect(dir);
        try (NamedLocks others = connect(dir)) {
            HeldNamedLock theirs = others.lock("theirs", EXCLUSIVE);
            HeldNamedLock mine = locks.lock("mine", EXCLUSIVE);
            Threads.Task<HeldNamedLock> waiter = Threads.start(() -> locks.lock("theirs", EXCLUSIVE));
            CompletableFuture<HeldNamedLock> future = locks.lockAsync("theirs", EXCLUSIVE);
            assertThat(waiter.isBlocked()).isTrue();
            locks.close();
            locks.close();
            assertThatThrownBy(waiter::get).hasCauseInstanceOf(LockException.class);
            assertThatThrownBy(() -> future.get(Patience.SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LockException.class);
            assertThat(mine.isValid()).isFalse();
            others.lock("mine", EXCLUSIVE).close();
            assertThatThrownBy(() -> locks.lock("mine", SHARED)).isInstanceOf(IllegalStateException.class);
            theirs.close();
        }
    }

    @Test
    @DisplayName("threads of two clients that lock in all ways never overlap")
    default void locksNeverOverlap(@TempDir Path dir) throws Exception {
        Judge judge = Judge.ofThreads();
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            Threads.runInParallel(4, () -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                for (int held = 0; held < 50; ) {
                    NamedLocks client = random.nextBoolean() ? locks : others;
                    LockMode mode = random.nextInt(3) == 0 ? SHARED : EXCLUSIVE;
                    try (HeldNamedLock lock = acquire(client, mode, random)) {
                        if (lock != null) {
                            judge.watch(lock);
                            held++;
                        }
                    }
                }
                return true;
            });
        }
        assertThat(judge.overlaps()).isZero();
        assertThat(judge.holds()).isEqualTo(200);
    }

    private static HeldNamedLock acquire(NamedLocks locks, LockMode mode, ThreadLocalRandom random) throws Exception {
        return switch (random.nextInt(4)) {
            case 0 -> locks.tryLock(NAME, mode);
            case 1 -> locks.tryLock(NAME, mode, Duration.ofMillis(random.nextInt(20)));
            case 2 -> locks.lockAsync(NAME, mode).get(Patience.SECONDS, TimeUnit.SECONDS);
            default -> locks.lock(NAME, mode);
        };
    }
}
