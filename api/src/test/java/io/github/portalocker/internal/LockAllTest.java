package io.github.portalocker.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.HeldLock;
import io.github.portalocker.HeldLocks;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Several locks at once. */
final class LockAllTest extends EngineTest {
    private static final Path A = Path.of("a");
    private static final Path B = Path.of("b");
    private static final Path C = Path.of("c");

    private boolean isFree(Path path) throws Exception {
        try (HeldFileLock lock = locker.tryLock(path, EXCLUSIVE)) {
            return lock != null;
        }
    }

    @Test
    void allAreHeldUntilTheClose() throws Exception {
        HeldLocks all = locker.lockAll(Map.of(A, EXCLUSIVE, B, SHARED));
        assertThat(all.locks()).extracting(HeldLock::subject).containsExactlyInAnyOrder("a", "b");
        assertThat(all.isValid()).isTrue();
        assertThat(isFree(A)).isFalse();
        locker.lock(B, SHARED).close();
        all.close();
        all.close();
        assertThat(all.isValid()).isFalse();
        assertThat(isFree(A) && isFree(B)).isTrue();
    }

    @Test
    void nothingIsHeldWhenOneIsNotToBeHad() throws Exception {
        try (HeldFileLock lock = locker.lock(B, EXCLUSIVE)) {
            Map<Path, LockMode> wanted = Map.of(A, EXCLUSIVE, B, EXCLUSIVE, C, SHARED);
            assertThat(locker.tryLockAll(wanted)).isNull();
            assertThat(locker.tryLockAll(wanted, Duration.ofMillis(50))).isNull();
            assertThatThrownBy(() -> locker.lockAll(wanted, Duration.ofMillis(50)))
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining("cannot lock b");
            assertThat(isFree(A) && isFree(C)).as("beside " + lock).isTrue();
        }
    }

    @Test
    void theBusyOneIsWaitedForWithoutHoldingOthers() throws Exception {
        HeldFileLock lock = locker.lock(B, EXCLUSIVE);
        Task<HeldLocks> waiter = Task.start(() -> locker.lockAll(Map.of(A, EXCLUSIVE, B, EXCLUSIVE)))
                .queued();
        assertThat(isFree(A)).isTrue();
        lock.close();
        waiter.get().close();
    }

    @Test
    void interruptLeavesNothingHeld() throws Exception {
        try (HeldFileLock lock = locker.lock(B, EXCLUSIVE)) {
            Task<HeldLocks> waiter = Task.start(() -> locker.lockAll(Map.of(A, EXCLUSIVE, B, EXCLUSIVE)))
                    .queued();
            waiter.thread().interrupt();
            assertThatThrownBy(waiter::get).isInstanceOf(InterruptedException.class);
            assertThat(isFree(A)).as("beside " + lock).isTrue();
        }
    }

    @Test
    void failureLeavesNothingHeld() throws Exception {
        script.before(Operation.TRY_LOCK, () -> {
            if (script.count(Operation.TRY_LOCK) == 2) {
                throw new java.io.IOException("the disk is gone");
            }
        });
        assertThatThrownBy(() -> locker.lockAll(Map.of(A, EXCLUSIVE, B, EXCLUSIVE)))
                .hasMessage("the disk is gone");
        script.clear();
        assertThat(isFree(A) && isFree(B)).isTrue();
    }

    @Test
    void fileThatItHoldsAlreadyIsRefused() throws Exception {
        try (HeldFileLock lock = locker.lock(A, EXCLUSIVE)) {
            assertThatThrownBy(() -> locker.lockAll(Map.of(A, EXCLUSIVE, B, SHARED)))
                    .as("beside " + lock)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void noneAreNone() throws Exception {
        try (HeldLocks none = locker.lockAll(Map.of())) {
            assertThat(none.locks()).isEmpty();
            assertThat(none.isValid()).isTrue();
        }
    }

    /** Each has the other's first lock in each round, if nothing keeps them from going in step. */
    @Test
    void oppositeOrdersDoNotSwapForEver() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        List<Task<Integer>> tasks = new ArrayList<>();
        for (List<Path> order : List.of(List.of(A, B), List.of(B, A))) {
            Map<Path, LockMode> wanted = new LinkedHashMap<>();
            order.forEach(path -> wanted.put(path, EXCLUSIVE));
            tasks.add(Task.start(() -> {
                for (int round = 0; round < 500; round++) {
                    together.await();
                    locker.lockAll(wanted).close();
                }
                return 500;
            }));
        }
        for (Task<Integer> task : tasks) {
            assertThat(task.get()).isEqualTo(500);
        }
    }

    @Test
    void setsThatOverlapExcludeEachOther() throws Exception {
        List<Path> paths = List.of(A, B, C, Path.of("d"), Path.of("e"));
        AtomicIntegerArray inside = new AtomicIntegerArray(paths.size());
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SplittableRandom random = new SplittableRandom(i);
            tasks.add(Task.start(() -> {
                int overlaps = 0;
                for (int round = 0; round < 200; round++) {
                    Map<Path, LockMode> wanted = new LinkedHashMap<>();
                    while (wanted.size() < 3) {
                        wanted.put(paths.get(random.nextInt(paths.size())), EXCLUSIVE);
                    }
                    try (HeldLocks all = locker.lockAll(wanted)) {
                        for (Path path : wanted.keySet()) {
                            overlaps += inside.incrementAndGet(paths.indexOf(path)) == 1 ? 0 : 1;
                        }
                        overlaps += all.isValid() ? 0 : 1;
                        wanted.keySet().forEach(path -> inside.decrementAndGet(paths.indexOf(path)));
                    }
                }
                return overlaps;
            }));
        }
        for (Task<Integer> task : tasks) {
            assertThat(task.get()).isZero();
        }
    }

    @Test
    void otherProcessesAreWaitedFor() throws Exception {
        try (OtherProcess other = files.otherProcess(B)) {
            assertThat(other.tryLock(SHARED)).isTrue();
            assertThat(locker.tryLockAll(Map.of(A, EXCLUSIVE, B, EXCLUSIVE), Duration.ofMillis(50)))
                    .isNull();
            locker.lockAll(Map.of(A, EXCLUSIVE, B, SHARED)).close();
        }
    }

    @Test
    void lockThatIsNotReleasedAtFirstIsReleasedLater() throws Exception {
        try (OtherProcess other = files.otherProcess(B).lock(EXCLUSIVE)) {
            script.before(Operation.UNLOCK, Failures.IO.once());
            assertThat(locker.tryLockAll(Map.of(A, EXCLUSIVE, B, EXCLUSIVE)))
                    .as("beside %s", other)
                    .isNull();
        }
        try (OtherProcess next = files.otherProcess(A)) {
            eventually().until(() -> next.tryLock(EXCLUSIVE));
        }
    }
}
