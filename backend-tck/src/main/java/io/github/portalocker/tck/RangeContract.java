package io.github.portalocker.tck;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import io.github.portalocker.Capability;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Locks on ranges of bytes, for backends that declare {@link Capability#BYTE_RANGES}; the others must say that they cannot.
 *
 * @since 0.1.0
 */
public interface RangeContract extends ContractBase {
    /** The bytes that most tests hold. */
    LockRange MIDDLE = new LockRange(10, 10);

    private LockFile openForRanges(Path dir) throws Exception {
        assumeTrue(can(Capability.BYTE_RANGES), "the backend locks whole files only");
        return locker().open(dir.resolve("lock"));
    }

    @Test
    default void otherProcessesGetAllBytesButTheHeldOnes(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir);
                Agent other = Agent.start(backend());
                HeldFileLock held = file.range(MIDDLE).lock(EXCLUSIVE)) {
            Path path = dir.resolve("lock");
            assertThat(held.range()).isEqualTo(MIDDLE);
            for (LockRange neighbour : new LockRange[] {
                new LockRange(0, 10), new LockRange(20, 1), LockRange.from(20), LockRange.from(1L << 62)
            }) {
                assertThat(other.couldLock(EXCLUSIVE, neighbour, path))
                        .as(neighbour.toString())
                        .isTrue();
            }
            for (LockRange overlap : new LockRange[] {
                MIDDLE,
                new LockRange(0, 11),
                new LockRange(19, 1),
                new LockRange(12, 3),
                LockRange.from(5),
                LockRange.WHOLE_FILE
            }) {
                assertThat(other.couldLock(EXCLUSIVE, overlap, path))
                        .as(overlap.toString())
                        .isFalse();
                assertThat(other.couldLock(SHARED, overlap, path))
                        .as(overlap.toString())
                        .isFalse();
            }
            assertThat(other.couldLock(SHARED, path)).as("the file by its path").isFalse();
            held.close();
            assertThat(other.couldLock(EXCLUSIVE, path)).isTrue();
        }
    }

    @Test
    default void wholeFileKeepsOutEveryRange(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir);
                Agent other = Agent.start(backend())) {
            other.lock(SHARED, dir.resolve("lock"));
            assertThat(file.range(MIDDLE).tryLock(EXCLUSIVE)).isNull();
            try (HeldFileLock held = requireNonNull(file.range(MIDDLE).tryLock(SHARED))) {
                assertThat(held.isValid()).isTrue();
            }
            other.unlock(dir.resolve("lock"));
            requireNonNull(file.range(MIDDLE).tryLock(EXCLUSIVE)).close();
        }
    }

    @Test
    default void rangesExcludeEachOtherInOneJvm(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir);
                LockFile same = openForRanges(dir);
                HeldFileLock held = file.range(MIDDLE).lock(EXCLUSIVE)) {
            for (LockFile each : new LockFile[] {file, same}) {
                for (LockRange overlap :
                        new LockRange[] {MIDDLE, new LockRange(5, 6), new LockRange(12, 1), LockRange.WHOLE_FILE}) {
                    assertThat(each.range(overlap).tryLock(EXCLUSIVE))
                            .as(overlap + " beside " + held)
                            .isNull();
                    assertThat(each.range(overlap).tryLock(SHARED))
                            .as(overlap + " beside " + held)
                            .isNull();
                }
                requireNonNull(each.range(new LockRange(0, 10)).tryLock(EXCLUSIVE))
                        .close();
                requireNonNull(each.range(new LockRange(20, 10)).tryLock(EXCLUSIVE))
                        .close();
            }
        }
    }

    @Test
    default void overlappingSharedRangesAreReleasedOneByOne(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        try (LockFile file = openForRanges(dir);
                Agent other = Agent.start(backend())) {
            HeldFileLock low = file.range(new LockRange(0, 20)).lock(SHARED);
            HeldFileLock high = file.range(new LockRange(10, 20)).lock(SHARED);
            HeldFileLock again = file.range(new LockRange(10, 20)).lock(SHARED);
            low.close();
            assertThat(other.couldLock(EXCLUSIVE, new LockRange(15, 1), path)).isFalse();
            assertThat(other.couldLock(EXCLUSIVE, new LockRange(29, 1), path)).isFalse();
            again.close();
            assertThat(other.couldLock(EXCLUSIVE, new LockRange(15, 1), path)).isFalse();
            assertThat(other.couldLock(EXCLUSIVE, new LockRange(29, 1), path)).isFalse();
            high.close();
            assertThat(other.couldLock(EXCLUSIVE, new LockRange(0, 30), path)).isTrue();
        }
    }

    @Test
    default void closingAViewReleasesItsLocksOnly(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir);
                Agent other = Agent.start(backend())) {
            LockFile view = file.range(MIDDLE);
            HeldFileLock through = view.lock(EXCLUSIVE);
            HeldFileLock beside = view.range(new LockRange(0, 5)).lock(EXCLUSIVE);
            view.close();
            assertThat(through.isValid()).isFalse();
            assertThat(beside.isValid()).isTrue();
            assertThat(other.couldLock(EXCLUSIVE, MIDDLE, dir.resolve("lock"))).isTrue();
            assertThat(other.couldLock(EXCLUSIVE, new LockRange(4, 1), dir.resolve("lock")))
                    .isFalse();
            assertThatThrownBy(() -> view.lock(SHARED)).isInstanceOf(IllegalStateException.class);
            file.range(MIDDLE).lock(EXCLUSIVE).close();
            beside.close();
        }
    }

    @Test
    default void rangeIsWaitedForAcrossProcesses(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        try (LockFile file = openForRanges(dir);
                Agent other = Agent.start(backend())) {
            assertThat(other.tryLock(EXCLUSIVE, MIDDLE, path)).isTrue();
            Task<HeldFileLock> waiter =
                    Threads.start(() -> file.range(new LockRange(19, 5)).lock(EXCLUSIVE));
            assertThat(waiter.isBlocked()).isTrue();
            file.range(new LockRange(20, 5)).lock(EXCLUSIVE, Duration.ZERO).close(); // a waiter excludes no other range
            other.unlock(path);
            waiter.get().close();
        }
    }

    @Test
    default void rangeIsWaitedForInOneJvm(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir)) {
            HeldFileLock held = file.range(MIDDLE).lock(EXCLUSIVE);
            Task<HeldFileLock> sameBytes =
                    Threads.start(() -> file.range(MIDDLE).lock(SHARED));
            Task<HeldFileLock> otherBytes =
                    Threads.start(() -> file.range(new LockRange(15, 100)).lock(SHARED));
            Task<HeldFileLock> allBytes = Threads.start(() -> file.lock(SHARED));
            assertThat(sameBytes.isBlocked()).isTrue();
            assertThat(otherBytes.isBlocked()).isTrue();
            assertThat(allBytes.isBlocked()).isTrue();
            held.close();
            sameBytes.get().close();
            otherBytes.get().close();
            allBytes.get().close();
        }
    }

    @Test
    default void timeoutNamesTheRange(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir);
                Agent other = Agent.start(backend())) {
            assertThat(other.tryLock(EXCLUSIVE, MIDDLE, dir.resolve("lock"))).isTrue();
            assertThatThrownBy(() -> file.range(LockRange.from(12)).lock(EXCLUSIVE, Duration.ofMillis(50)))
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining(LockRange.from(12).toString());
        }
    }

    @Test
    default void interruptEndsTheWaitForARange(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir);
                Agent other = Agent.start(backend())) {
            assertThat(other.tryLock(EXCLUSIVE, MIDDLE, dir.resolve("lock"))).isTrue();
            Task<Boolean> waiter = Threads.start(() -> {
                try (HeldFileLock held = file.range(MIDDLE).lock(EXCLUSIVE)) {
                    return held.isValid();
                } catch (InterruptedException e) {
                    return false;
                }
            });
            assertThat(waiter.isBlocked()).isTrue();
            waiter.thread().interrupt();
            assertThat(waiter.get()).isFalse();
        }
    }

    @Test
    default void threadDoesNotWaitForItselfBehindItsOwnRange(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir);
                HeldFileLock held = file.range(MIDDLE).lock(EXCLUSIVE)) {
            assertThatThrownBy(() -> file.lock(EXCLUSIVE))
                    .as("beside " + held)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(MIDDLE.toString());
            assertThatThrownBy(() -> file.range(new LockRange(19, 2)).lock(SHARED))
                    .isInstanceOf(IllegalStateException.class);
            file.range(LockRange.from(20)).lock(EXCLUSIVE).close();
        }
    }

    @Test
    default void closingTheLockFileReleasesItsRangesAndEndsTheirWaits(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        LockFile file = openForRanges(dir);
        try (Agent other = Agent.start(backend())) {
            assertThat(other.tryLock(EXCLUSIVE, MIDDLE, path)).isTrue();
            HeldFileLock held = file.range(new LockRange(0, 10)).lock(EXCLUSIVE);
            Task<HeldFileLock> waiter = Threads.start(() -> file.range(MIDDLE).lock(EXCLUSIVE));
            assertThat(waiter.isBlocked()).isTrue();
            file.close();
            assertThatThrownBy(waiter::get).hasCauseInstanceOf(LockException.class);
            assertThat(held.isValid()).isFalse();
            assertThat(other.couldLock(EXCLUSIVE, new LockRange(0, 10), path)).isTrue();
            assertThatThrownBy(() -> file.range(MIDDLE).tryLock(EXCLUSIVE)).isInstanceOf(IllegalStateException.class);
        } finally {
            file.close();
        }
    }

    @Test
    default void rangeStaysOnTheFileThatWasOpened(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir)) {
            file.lock(SHARED).close();
            assumeTrue(
                    ContractBase.replace(dir.resolve("lock")), "the system keeps others from replacing an open file");
            try (HeldFileLock held = file.range(MIDDLE).lock(EXCLUSIVE)) {
                assertThat(held.isValid()).isFalse();
                assertThat(file.tryLock(EXCLUSIVE)).isNull();
            }
        }
    }

    @Test
    default void lockedRangeIsReadAndWrittenThroughItsChannel(@TempDir Path dir) throws Exception {
        try (LockFile file = openForRanges(dir);
                HeldFileLock held = file.range(MIDDLE).lock(EXCLUSIVE)) {
            ByteBuffer text = ByteBuffer.wrap(new byte[] {'o', 'k'});
            held.channel().write(text, MIDDLE.position());
            assertThat(held.channel().size()).isEqualTo(12);
        }
        assertThat(Files.size(dir.resolve("lock"))).isEqualTo(12);
    }

    @Test
    default void backendsWithoutRangesNameThoseThatHaveThem(@TempDir Path dir) throws Exception {
        assumeFalse(can(Capability.BYTE_RANGES), "it has them");
        try (LockFile file = locker().open(dir.resolve("lock"))) {
            assertThatThrownBy(() -> file.range(MIDDLE).tryLock(EXCLUSIVE))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("'" + backend() + "' locks whole files only")
                    .hasMessageContaining("backends that lock ranges");
            requireNonNull(file.tryLock(EXCLUSIVE)).close();
        }
    }

    @Test
    default void channelsOfCallersHaveNoRanges(@TempDir Path dir) throws Exception {
        assumeTrue(can(Capability.BYTE_RANGES) && can(Capability.ADOPT_CHANNEL));
        try (FileChannel channel = FileChannel.open(
                        dir.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                LockFile file = locker().open(channel)) {
            assertThatThrownBy(() -> file.range(MIDDLE).tryLock(EXCLUSIVE))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("open the LockFile by its path");
        }
    }
}
