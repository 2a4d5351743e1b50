package io.github.portalocker.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Step;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Lock files that are replaced before they are locked. */
final class ReplacementTest extends EngineTest {
    private static final String REPLACED = "had been replaced";

    private final Step deletion = () -> files.delete(FILE);

    private FileLocker following() {
        return backend.followingLocker();
    }

    private void assertHoldsTheNewFile(HeldFileLock lock) throws Exception {
        assertThat(lock.isValid()).isTrue();
        assertThat(isFree(SHARED)).isFalse();
        lock.close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void lockIsTakenOnTheFileThatThePathNames() throws Exception {
        script.after(Operation.TRY_LOCK, deletion.once());
        assertHoldsTheNewFile(locker.lock(FILE, EXCLUSIVE));
        script.after(Operation.TRY_LOCK, deletion.once());
        HeldFileLock tried = tryLock(locker, FILE, EXCLUSIVE);
        assertThat(tried).isNotNull();
        assertHoldsTheNewFile(tried);
        script.after(Operation.TRY_LOCK, deletion.once());
        assertHoldsTheNewFile(locker.lockAsync(FILE, EXCLUSIVE).get());
    }

    @Test
    void waiterGoesOnWithTheNewFile() throws Exception {
        HeldFileLock old = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> task = Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        files.delete(FILE);
        old.close();
        assertHoldsTheNewFile(task.get());
    }

    @Test
    void futureGoesOnWithTheNewFile() throws Exception {
        HeldFileLock old = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        files.delete(FILE);
        OtherProcess other = files.otherProcess(FILE).lock(SHARED);
        old.close();
        awaitKernelWaits(1);
        other.close();
        assertHoldsTheNewFile(future.get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void futureThatIsCancelledOnTheNewFileLeavesNothing() throws Exception {
        HeldFileLock old = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
        files.delete(FILE);
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            old.close();
            awaitKernelWaits(1);
            future.cancel(false);
            eventually().untilAsserted(() -> assertThat(backend.leftovers()).isEmpty());
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void newFileIsWaitedForUntilTheSameDeadline() throws Exception {
        HeldFileLock old = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> task = Task.start(() -> locker.lock(FILE, EXCLUSIVE, Duration.ofMillis(300)))
                .queued();
        files.delete(FILE);
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            old.close();
            assertThatThrownBy(task::get).as("beside %s", other).isInstanceOf(LockTimeoutException.class);
        }
    }

    @Test
    void waiterThatLosesThousandsOfFilesToOthersGoesOn() throws Exception {
        AtomicInteger deletions = new AtomicInteger();
        script.after(Operation.TRY_LOCK, () -> {
            if (deletions.incrementAndGet() < 5_000) {
                files.delete(FILE);
            }
        });
        assertHoldsTheNewFile(locker.lock(FILE, EXCLUSIVE));
        deletions.set(0);
        assertHoldsTheNewFile(locker.lock(FILE, EXCLUSIVE, Waiting.PATIENCE));
        deletions.set(0);
        assertHoldsTheNewFile(locker.lockAsync(FILE, EXCLUSIVE).get());
    }

    @Test
    void tryOnAFileThatIsReplacedAgainAndAgainIsGivenUpAtOnce() throws Exception {
        script.after(Operation.TRY_LOCK, deletion);
        assertThatThrownBy(() -> locker.tryLock(FILE, EXCLUSIVE))
                .isInstanceOf(LockException.class)
                .hasMessageContaining(REPLACED);
        try (LockFile file = following().open(FILE)) {
            assertThatThrownBy(() -> file.tryLock(EXCLUSIVE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContaining(REPLACED);
            script.clear();
            assertHoldsTheNewFile(file.lock(EXCLUSIVE));
        }
    }

    /** After seconds, which pass for all of them at the same time. */
    @Test
    void fileThatIsReplacedAgainAndAgainIsGivenUp() throws Exception {
        script.after(Operation.TRY_LOCK, deletion);
        try (LockFile file = following().open(FILE)) {
            Task<HeldFileLock> byPath = Task.start(() -> locker.lock(FILE, EXCLUSIVE));
            Task<HeldFileLock> open = Task.start(() -> file.lock(EXCLUSIVE));
            CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE);
            assertThatThrownBy(byPath::get).isInstanceOf(LockException.class).hasMessageContaining(REPLACED);
            assertThatThrownBy(open::get).isInstanceOf(LockException.class).hasMessageContaining(REPLACED);
            assertThatThrownBy(future::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining(REPLACED);
        }
    }

    @Test
    void openFileLocksWhatItOpened() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            files.delete(FILE);
            try (HeldFileLock lock = file.lock(EXCLUSIVE)) {
                assertThat(lock.isValid()).isFalse();
                assertThat(isFree(EXCLUSIVE)).isTrue();
            }
        }
    }

    @Test
    void openFileThatFollowsLocksTheNewFile() throws Exception {
        try (LockFile file = following().open(FILE)) {
            files.delete(FILE);
            assertHoldsTheNewFile(file.lock(EXCLUSIVE));
            files.delete(FILE);
            HeldFileLock tried = tryLock(file, EXCLUSIVE);
            assertThat(tried).isNotNull();
            assertHoldsTheNewFile(tried);
            assertThat(backend.openHandles()).isEqualTo(1);
        }
    }

    @Test
    void openFileThatFollowsLocksRangesOfTheNewFile() throws Exception {
        LockRange range = new LockRange(0, 1);
        try (LockFile file = following().open(FILE)) {
            files.delete(FILE);
            try (HeldFileLock lock = file.range(range).lock(EXCLUSIVE)) {
                assertThat(lock.isValid()).isTrue();
                assertThat(lock.range()).isEqualTo(range);
                assertThat(isFree(SHARED)).isFalse();
            }
            assertThat(backend.openHandles()).isEqualTo(1);
        }
    }

    @Test
    void waitersOfAnOpenFileThatFollowsGoOnWithTheNewFile() throws Exception {
        try (LockFile file = following().open(FILE)) {
            HeldFileLock old = file.lock(EXCLUSIVE);
            Task<HeldFileLock> first = Task.start(() -> file.lock(EXCLUSIVE)).queued();
            Task<HeldFileLock> second = Task.start(() -> file.lock(EXCLUSIVE)).queued();
            files.delete(FILE);
            old.close();
            HeldFileLock received = (HeldFileLock) CompletableFuture.anyOf(first.result(), second.result())
                    .get(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertHoldsWhile(received);
            first.get().close();
            second.get().close();
            assertThat(backend.openHandles()).isEqualTo(1);
        }
    }

    private void assertHoldsWhile(HeldFileLock lock) throws Exception {
        assertThat(lock.isValid()).isTrue();
        assertThat(isFree(SHARED)).isFalse();
        lock.close();
    }

    @Test
    void newFileThatCannotBeOpenedIsTold() throws Exception {
        script.after(Operation.TRY_LOCK, deletion.once());
        script.after(Operation.OPEN, () -> script.before(Operation.OPEN, Failures.IO));
        assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isSameAs(Failures.IO.thrown());
        assertThat(backend.openHandles()).isZero();
    }

    @Test
    void openFileStaysUsableWhenTheNewOneCannotBeOpened() throws Exception {
        try (LockFile file = following().open(FILE)) {
            files.delete(FILE);
            script.before(Operation.OPEN, Failures.IO);
            assertThatThrownBy(() -> file.lock(EXCLUSIVE)).isSameAs(Failures.IO.thrown());
            script.clear();
            assertHoldsTheNewFile(file.lock(EXCLUSIVE));
        }
    }

    @Test
    void openFileIsNotLockedWhenItCannotLookAtThePath() throws Exception {
        try (LockFile file = following().open(FILE)) {
            script.before(Operation.NAMES_SAME_FILE, Failures.IO);
            assertThatThrownBy(() -> file.lock(EXCLUSIVE)).isSameAs(Failures.IO.thrown());
            assertThatThrownBy(() -> file.tryLock(EXCLUSIVE)).isSameAs(Failures.IO.thrown());
            script.clear();
            assertThat(isFree(EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void closeReleasesAlsoWhatIsHeldOnAFileThatWasReplaced() throws Exception {
        LockFile file = following().open(FILE);
        HeldFileLock old = file.lock(EXCLUSIVE);
        Task<HeldFileLock> waiter = Task.start(() -> file.lock(EXCLUSIVE)).queued();
        files.delete(FILE);
        HeldFileLock fresh = tryLock(file, EXCLUSIVE);
        assertThat(fresh).isNotNull();
        file.close();
        assertThatThrownBy(waiter::get).isInstanceOf(LockException.class);
        assertThat(backend.openHandles()).isZero();
        old.close();
        fresh.close();
    }
}
