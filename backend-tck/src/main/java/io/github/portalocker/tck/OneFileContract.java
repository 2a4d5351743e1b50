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
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
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
                HeldLock onFirst = locker().lock(first, SHARED);
                HeldLock onSecond = locker().tryLock(second, SHARED).orElseThrow();
                HeldLock byPath = locker().tryLock(file, SHARED).orElseThrow();
                HeldLock byPathAgain = locker().tryLock(file, SHARED).orElseThrow();
                assertThat(other.couldLock(SHARED, file)).isTrue();
                for (HeldLock lock : round == 1
                        ? new HeldLock[] {byPath, byPathAgain, onSecond, onFirst}
                        : new HeldLock[] {onFirst, onSecond, byPath, byPathAgain}) {
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
            HeldLock byPath = locker().lock(file, SHARED);
            HeldLock onChannel = locker().tryLock(channel, SHARED).orElseThrow();
            byPath.close();
            assertThat(onChannel.isValid()).isTrue();
            assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
            assertThat(locker().tryLock(file, EXCLUSIVE)).isEmpty();
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
            HeldLock lock = locker().lock(channel, EXCLUSIVE);
            for (LockMode mode : LockMode.values()) {
                assertThat(locker().tryLock(file, mode)).isEmpty();
                assertThat(locker().tryLock(second, mode)).isEmpty();
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
                HeldLock lock = locker().lock(file, EXCLUSIVE)) {
            for (LockMode mode : LockMode.values()) {
                assertThat(locker().tryLock(channel, mode)).isEmpty();
                assertThat(other.couldLock(SHARED, file)).isFalse();
            }
            assertThat(lock.isValid()).isTrue();
            lock.close();
            try (HeldLock next = locker().tryLock(channel, EXCLUSIVE).orElseThrow()) {
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
                HeldLock shared = locker().lock(channel, SHARED)) {
            HeldLock exclusive = locker().lock(ofAnother, EXCLUSIVE);
            assertThat(couldLock(SHARED, file)).as("beside " + shared).isTrue();
            assertThat(locker().tryLock(another, SHARED)).isEmpty();
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

    private static void assertRefusesToWaitForItself(Callable<HeldLock> first, Callable<HeldLock> second)
            throws Exception {
        Task<Boolean> task = Threads.start(() -> {
            try (HeldLock held = first.call()) {
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
            HeldLock first = locker().lock(channel, SHARED);
            Task<HeldLock> writer = Threads.start(() -> locker().lock(file, EXCLUSIVE));
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
            HeldLock lock = locker().lock(channel, EXCLUSIVE);
            Task<HeldLock> byPath = Threads.start(() -> locker().lock(file, EXCLUSIVE));
            assertThat(byPath.isBlocked()).isTrue();
            lock.close();
            HeldLock next = byPath.get();
            assertThat(other.couldLock(SHARED, file)).isFalse();
            Task<HeldLock> onChannel = Threads.start(() -> locker().lock(second, EXCLUSIVE));
            assertThat(onChannel.isBlocked()).isTrue();
            next.close();
            try (HeldLock last = onChannel.get()) {
                assertThat(other.couldLock(SHARED, file)).as("beside " + last).isFalse();
            }
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    default void interruptWhileReadingCostsNoLockOrAllHoldersAreTold(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "hello");
        try (Agent other = Agent.start(backend());
                HeldLock lock = locker().lock(file, SHARED)) {
            Threads.start(() -> {
                        try (HeldLock another = locker().lock(file, SHARED)) {
                            Thread.currentThread().interrupt();
                            return another.channel().read(ByteBuffer.allocate(1));
                        } catch (ClosedByInterruptException e) {
                            return -1;
                        }
                    })
                    .get();
            boolean kept = !other.couldLock(EXCLUSIVE, file);
            assertThat(lock.isValid()).isEqualTo(kept);
            try (HeldLock next = locker().tryLock(file, SHARED).orElseThrow()) {
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
