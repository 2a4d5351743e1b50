package io.github.portalocker.internal;

import java.nio.file.Path;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Locks on some bytes of a file. */
final class RangeTest extends EngineTest {
    private static final LockRange LEFT = new LockRange(0, 10);
    private static final LockRange MIDDLE = new LockRange(5, 10);
    private static final LockRange RIGHT = new LockRange(10, 10);

    @Test
    void rangesWithoutACommonByteDoNotWaitForEachOther() throws Exception {
        try (LockFile file = locker.open(FILE);
                HeldFileLock left = file.range(LEFT).lock(EXCLUSIVE);
                HeldFileLock right = file.range(RIGHT).lock(EXCLUSIVE)) {
            assertThat(left.range()).isEqualTo(LEFT);
            assertThat(right.isValid()).isTrue();
        }
    }

    @Test
    void rangesThatOverlapExcludeEachOther() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock left = file.range(LEFT).lock(EXCLUSIVE);
            assertThat(file.range(MIDDLE).tryLock(EXCLUSIVE)).isNull();
            Task<HeldFileLock> middle = Task.start(() -> file.range(MIDDLE).lock(EXCLUSIVE));
            awaitKernelWaits(1);
            left.close();
            middle.get().close();
        }
    }

    @Test
    void wholeFileOverlapsEveryRange() throws Exception {
        try (LockFile file = locker.open(FILE);
                OtherProcess other = files.otherProcess(FILE, RIGHT).lock(SHARED)) {
            assertThat(tryLock(file, EXCLUSIVE)).isNull();
            file.range(LEFT).lock(EXCLUSIVE).close();
            other.unlock();
            file.lock(EXCLUSIVE).close();
        }
    }

    @Test
    void waitersForOneRangeQueue() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock left = file.range(LEFT).lock(EXCLUSIVE);
            Task<HeldFileLock> next =
                    Task.start(() -> file.range(LEFT).lock(EXCLUSIVE)).queued();
            assertThat(backend.waits()).isZero();
            left.close();
            next.get().close();
        }
    }

    @Test
    void usersOfOneRangeShareAHandleThatTheLastOneCloses() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock first = file.range(LEFT).lock(SHARED);
            HeldFileLock second = file.range(LEFT).lock(SHARED);
            HeldFileLock right = file.range(RIGHT).lock(SHARED);
            assertThat(script.count(Operation.OPEN_RANGE)).isEqualTo(2);
            first.close();
            assertThat(backend.openHandles()).isEqualTo(3);
            second.close();
            assertThat(backend.openHandles()).isEqualTo(2);
            right.close();
            assertThat(backend.openHandles()).isEqualTo(1);
        }
    }

    @Test
    void closingTheFileReleasesItsRanges() throws Exception {
        LockFile file = locker.open(FILE);
        file.range(LEFT).lock(EXCLUSIVE);
        HeldFileLock right = file.range(RIGHT).lock(EXCLUSIVE);
        file.close();
        assertThat(backend.openHandles()).isZero();
        assertThat(right.isValid()).isFalse();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void threadThatHoldsOverlappingBytesDoesNotWaitForItself() throws Exception {
        try (LockFile file = locker.open(FILE);
                HeldFileLock lock = file.range(LEFT).lock(EXCLUSIVE)) {
            assertThatThrownBy(() -> file.range(MIDDLE).lock(EXCLUSIVE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("bytes 5-14");
            assertThatThrownBy(() -> file.lock(SHARED)).isInstanceOf(IllegalStateException.class);
            assertThat(lock.isValid()).isTrue();
        }
    }

    /** It is refused only where it would wait for itself: not for other bytes, and not for another file. */
    @Test
    void threadThatHoldsBytesWaitsForOthers() throws Exception {
        Path otherFile = Path.of("other");
        try (LockFile file = locker.open(FILE);
                OtherProcess right = files.otherProcess(FILE, RIGHT).lock(EXCLUSIVE);
                OtherProcess other = files.otherProcess(otherFile).lock(EXCLUSIVE)) {
            Task<Boolean> task = Task.start(() -> {
                try (HeldFileLock left = file.range(LEFT).lock(EXCLUSIVE)) {
                    file.range(RIGHT).lock(EXCLUSIVE).close();
                    locker.lock(otherFile, EXCLUSIVE).close();
                    return left.isValid();
                }
            });
            awaitKernelWaits(1);
            right.unlock();
            eventually().until(() -> script.count(Operation.OPEN) == 2);
            awaitKernelWaits(1);
            other.unlock();
            assertThat(task.get()).isTrue();
        }
    }

    @Test
    void closingAViewReleasesOnlyWhatWasLockedThroughIt() throws Exception {
        try (LockFile file = locker.open(FILE);
                LockFile one = file.range(LEFT);
                LockFile other = file.range(LEFT)) {
            HeldFileLock first = one.lock(SHARED);
            HeldFileLock second = other.lock(SHARED);
            one.close();
            assertThat(first.isValid()).isFalse();
            assertThat(second.isValid()).isTrue();
        }
    }

    @Test
    void backendWithoutRangesSaysSo() throws Exception {
        use(Traits.LOCAL.withoutRanges());
        try (LockFile file = locker.open(FILE)) {
            assertThatThrownBy(() -> file.range(LEFT).lock(EXCLUSIVE))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("whole files only");
        }
    }

    @Test
    void channelOfACallerHasNoRanges() throws Exception {
        try (LockFile file = locker.open(files.channel(FILE))) {
            assertThatThrownBy(() -> file.range(LEFT).tryLock(SHARED))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void rangeThatCannotBeOpenedLeavesTheFileAsItIs() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            script.before(Operation.OPEN_RANGE, Failures.IO);
            assertThatThrownBy(() -> file.range(LEFT).lock(SHARED)).isSameAs(Failures.IO.thrown());
            script.clear();
            file.range(LEFT).lock(SHARED).close();
        }
    }
}
