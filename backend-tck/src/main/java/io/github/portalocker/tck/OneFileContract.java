package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;

import io.github.portalocker.Capability;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Locks of one JVM on one file, by its path and through channels that the caller opened.
 *
 * @since 0.1.0
 */
public interface OneFileContract extends ContractBase {

    @Test
    default void sharedLocksOnTwoChannelsAndByPathStandSideBySide(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend());
                FileChannel first = open(file);
                FileChannel second = open(file)) {
            for (int round = 0; round < 3; round++) {
                HeldFileLock onFirst = locker().lock(first, SHARED);
                HeldFileLock onSecond = requireNonNull(locker().tryLock(second, SHARED));
                HeldFileLock byPath = requireNonNull(locker().tryLock(file, SHARED));
                HeldFileLock byPathAgain = requireNonNull(locker().tryLock(file, SHARED));
                assertThat(other.couldLock(SHARED, file)).isTrue();
                for (HeldFileLock lock : round == 1
                        ? new HeldFileLock[] {byPath, byPathAgain, onSecond, onFirst}
                        : new HeldFileLock[] {onFirst, onSecond, byPath, byPathAgain}) {
                    assertThat(lock.isValid()).isTrue();
                    assertThat(other.couldLock(EXCLUSIVE, file))
                            .as("beside " + lock)
                            .isFalse();
                    lock.close();
                }
                assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
            }
        }
    }

    @Test
    default void sharedLockByPathIsSharedByAChannel(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend());
                FileChannel channel = open(file)) {
            HeldFileLock byPath = locker().lock(file, SHARED);
            HeldFileLock onChannel = requireNonNull(locker().tryLock(channel, SHARED));
            byPath.close();
            assertThat(onChannel.isValid()).isTrue();
            assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
            assertThat(locker().tryLock(file, EXCLUSIVE)).isNull();
            onChannel.close();
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    default void attemptsOfThisJvmCostNoLockOnAChannel(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend());
                FileChannel channel = open(file);
                FileChannel second = open(file)) {
            HeldFileLock lock = locker().lock(channel, EXCLUSIVE);
            for (LockMode mode : LockMode.values()) {
                assertThat(locker().tryLock(file, mode)).isNull();
                assertThat(locker().tryLock(second, mode)).isNull();
                assertThat(other.couldLock(SHARED, file)).isFalse();
            }
            locker().open(file).close();
            locker().lock(dir.resolve("another"), EXCLUSIVE).close();
            assertThat(other.couldLock(SHARED, file)).isFalse();
            assertThat(lock.isValid()).isTrue();
            lock.close();
            assertThat(couldLock(EXCLUSIVE, file)).isTrue();
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    default void attemptsOnAChannelCostNoLockByPath(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend());
                FileChannel channel = open(file);
                HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
            for (LockMode mode : LockMode.values()) {
                assertThat(locker().tryLock(channel, mode)).isNull();
                assertThat(other.couldLock(SHARED, file)).isFalse();
            }
            assertThat(lock.isValid()).isTrue();
            lock.close();
            try (HeldFileLock next = requireNonNull(locker().tryLock(channel, EXCLUSIVE))) {
                assertThat(other.couldLock(SHARED, file)).as("beside " + next).isFalse();
            }
        }
    }

    @Test
    default void channelsOfOtherFilesHaveOtherLocks(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        Path another = dir.resolve("another");
        try (Agent other = Agent.start(backend());
                FileChannel channel = open(file);
                FileChannel ofAnother = open(another);
                HeldFileLock shared = locker().lock(channel, SHARED)) {
            HeldFileLock exclusive = locker().lock(ofAnother, EXCLUSIVE);
            assertThat(couldLock(SHARED, file)).as("beside " + shared).isTrue();
            assertThat(locker().tryLock(another, SHARED)).isNull();
            assertThat(other.couldLock(SHARED, another)).isFalse();
            exclusive.close();
            assertThat(other.couldLock(EXCLUSIVE, another)).isTrue();
            assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
        }
    }

    @Test
    default void threadThatWaitsForItselfThroughAnotherChannelIsRefused(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (FileChannel channel = open(file);
                FileChannel second = open(file)) {
            for (LockMode mode : LockMode.values()) {
                assertRefusesToWaitForItself(
                        () -> locker().lock(channel, mode), () -> locker().lock(second, EXCLUSIVE));
                assertRefusesToWaitForItself(() -> locker().lock(channel, mode), () -> locker().lock(file, EXCLUSIVE));
                assertRefusesToWaitForItself(() -> locker().lock(file, mode), () -> locker().lock(channel, EXCLUSIVE));
            }
            locker().lock(second, EXCLUSIVE).close();
        }
    }

    private static void assertRefusesToWaitForItself(Callable<HeldFileLock> first, Callable<HeldFileLock> second)
            throws Exception {
        Task<Boolean> task = Threads.start(() -> {
            try (HeldFileLock held = first.call()) {
                assertThatThrownBy(second::call).as("beside " + held).isInstanceOf(IllegalStateException.class);
            }
            return true;
        });
        try {
            assertThat(task.get()).isTrue();
        } finally {
            task.thread().interrupt(); // if it waits
        }
    }

    /** It would wait for a writer, who waits for it. */
    @Test
    default void threadWithALockOnAChannelMaySharePastAWaitingWriter(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (FileChannel channel = open(file)) {
            HeldFileLock first = locker().lock(channel, SHARED);
            Task<HeldFileLock> writer = Threads.start(() -> locker().lock(file, EXCLUSIVE));
            assertThat(writer.isQueued()).isTrue();
            locker().lock(file, SHARED, Duration.ofSeconds(Patience.SECONDS)).close();
            first.close();
            writer.get().close();
        }
    }

    @Test
    default void waitersByPathAndThroughAChannelGetTheLockInTurn(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start(backend());
                FileChannel channel = open(file);
                FileChannel second = open(file)) {
            HeldFileLock lock = locker().lock(channel, EXCLUSIVE);
            Task<HeldFileLock> byPath = Threads.start(() -> locker().lock(file, EXCLUSIVE));
            assertThat(byPath.isBlocked()).isTrue();
            lock.close();
            HeldFileLock next = byPath.get();
            assertThat(other.couldLock(SHARED, file)).isFalse();
            Task<HeldFileLock> onChannel = Threads.start(() -> locker().lock(second, EXCLUSIVE));
            assertThat(onChannel.isBlocked()).isTrue();
            next.close();
            try (HeldFileLock last = onChannel.get()) {
                assertThat(other.couldLock(SHARED, file)).as("beside " + last).isFalse();
            }
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    default void interruptWhileReadingCostsNoLockOrAllHoldersAreTold(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "hello");
        try (Agent other = Agent.start(backend());
                HeldFileLock lock = locker().lock(file, SHARED)) {
            Threads.start(() -> {
                        try (HeldFileLock another = locker().lock(file, SHARED)) {
                            Thread.currentThread().interrupt();
                            return another.channel().read(ByteBuffer.allocate(1));
                        } catch (ClosedByInterruptException e) {
                            return -1;
                        }
                    })
                    .get();
            boolean kept = !other.couldLock(EXCLUSIVE, file);
            assertThat(lock.isValid()).isEqualTo(kept);
            try (HeldFileLock next = requireNonNull(locker().tryLock(file, SHARED))) {
                assertThat(next.isValid()).isTrue();
                assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
            }
        }
    }

    private FileChannel open(Path file) throws IOException {
        assumeTrue(can(Capability.ADOPT_CHANNEL), "the backend adopts no channels");
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
