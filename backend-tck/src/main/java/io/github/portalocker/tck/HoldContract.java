package io.github.portalocker.tck;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

import io.github.portalocker.Capability;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockLostException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a hold promises: release, validity, and channels, our own and the caller's.
 *
 * @since 0.1.0
 */
public interface HoldContract extends ContractBase {

    @Test
    @DisplayName("B9: closing twice releases once")
    default void closingTwiceReleasesOnce(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock first = locker().lock(file, EXCLUSIVE);
        first.close();
        assertThat(first.isValid()).isFalse();
        try (HeldFileLock second = locker().lock(file, EXCLUSIVE)) {
            first.close();
            assertThat(locker().tryLock(file, SHARED)).as("beside " + second).isNull();
        }
    }

    @Test
    @DisplayName("B10: another thread may close")
    default void anotherThreadMayClose(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        HeldFileLock lock = locker().lock(file, EXCLUSIVE);
        Thread closer = new Thread(() -> {
            try {
                lock.close();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        closer.start();
        closer.join();
        assertThat(couldLock(EXCLUSIVE, file)).isTrue();
    }

    @Test
    @DisplayName("B22: hold describes itself")
    default void holdDescribesItself(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock lock = locker().lock(file, SHARED)) {
            assertThat(lock.mode()).isEqualTo(SHARED);
            assertThat(lock.path()).contains(file);
            assertThat(lock.backend()).isEqualTo(backend());
            assertThat(lock.toString()).contains("SHARED", file.toString(), backend());
        }
    }

    @Test
    @DisplayName("B18, G1: hold is invalid after the file was deleted or replaced")
    default void holdIsInvalidAfterTheFileWasDeletedOrReplaced(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (HeldFileLock deleted = locker().lock(file, EXCLUSIVE)) {
            assumeTrue(deleteWhileOpen(file), "this system keeps the name of an open file");
            assertThat(deleted.isValid()).isFalse();
            assertThatThrownBy(deleted::ensureValid)
                    .isInstanceOf(LockLostException.class)
                    .hasMessageContaining("deleted, renamed or replaced");
            try (HeldFileLock replaced = locker().lock(file, EXCLUSIVE)) {
                assertThat(replaced.isValid()).isTrue();
                assertThat(ContractBase.replace(file)).isTrue();
                assertThat(replaced.isValid()).isFalse();
                try (HeldFileLock renamed = locker().lock(file, EXCLUSIVE)) {
                    Files.move(file, dir.resolve("renamed"));
                    assertThat(renamed.isValid()).isFalse();
                    Files.move(dir.resolve("renamed"), file);
                    assertThat(renamed.isValid()).isTrue();
                }
            }
        }
        assertThat(file).exists();
    }

    private static boolean deleteWhileOpen(Path file) {
        try {
            Files.delete(file);
            return Files.notExists(file);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    @DisplayName("B11: channel reads and writes the locked file")
    default void channelReadsAndWritesTheLockedFile(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "hello, world");
        HeldFileLock lock = locker().lock(file, EXCLUSIVE);
        FileChannel channel = lock.channel();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        assertThat(channel.read(buffer)).isEqualTo(12);
        assertThat(new String(buffer.array(), 0, 12, UTF_8)).isEqualTo("hello, world");
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        channel.position(7);
        channel.write(ByteBuffer.wrap("there".getBytes(UTF_8)));
        assertThat(channel.size()).isEqualTo(12);
        channel.truncate(5);
        channel.force(true);
        channel.close();
        assertThat(locker().tryLock(file, SHARED))
                .as("closing the channel keeps the lock")
                .isNull();

        FileChannel another = lock.channel();
        assertThat(another.size()).isEqualTo(5);
        lock.close();
        assertThat(file).hasContent("hello");
        assertThatThrownBy(another::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(lock::channel).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void openChannelIsLockedAndUnlockedAsInTheRecipe(@TempDir Path dir) throws Exception {
        assumeTrue(can(Capability.ADOPT_CHANNEL), "the backend adopts no channels");
        Path file = dir.resolve("data");
        try (Agent other = Agent.start(backend());
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            locker().lock(channel, EXCLUSIVE);
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThat(other.tryLock(SHARED, file)).isFalse();
            assertThat(channel.size()).isEqualTo(3);
            locker().unlock(channel);
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();

            HeldFileLock first = locker().lock(channel, SHARED);
            locker().lock(channel, SHARED);
            assertThat(first.channel()).isSameAs(channel);
            assertThat(other.couldLock(SHARED, file)).isTrue();
            locker().unlock(channel);
            assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
            locker().unlock(channel);
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
            assertThatThrownBy(() -> locker().unlock(channel)).isInstanceOf(IllegalStateException.class);
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("A10, A11: channel without the access that a lock needs is refused and others are locked")
    default void channelWithoutTheAccessThatALockNeedsIsRefusedAndOthersAreLocked(@TempDir Path dir) throws Exception {
        assumeTrue(can(Capability.ADOPT_CHANNEL), "the backend adopts no channels");
        Path file = Files.createFile(dir.resolve("data"));
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE);
                Agent other = Agent.start(backend())) {
            locker().lock(reading, SHARED).close();
            locker().lock(writing, EXCLUSIVE).close();
            if (can(Capability.EXCLUSIVE_WITHOUT_WRITE_ACCESS)) {
                HeldFileLock exclusive = locker().lock(reading, EXCLUSIVE);
                assertThat(other.couldLock(SHARED, file))
                        .as("beside " + exclusive)
                        .isFalse();
                exclusive.close();
                HeldFileLock shared = locker().lock(writing, SHARED);
                assertThat(other.couldLock(SHARED, file)).as("beside " + shared).isTrue();
                assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
                shared.close();
            } else {
                assertThatThrownBy(() -> locker().lock(reading, EXCLUSIVE))
                        .isInstanceOf(LockException.class)
                        .hasMessageContainingAll("writ", backend());
                assertThatThrownBy(() -> locker().tryLock(writing, SHARED))
                        .isInstanceOf(LockException.class)
                        .hasMessageContainingAll("read", backend());
            }
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    /** It is held until it is closed or the process ends, whatever the collector does: a silent release would be worse. */
    @Test
    @DisplayName("B20: forgotten hold is kept")
    default void forgottenHoldIsKept(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent forgetful = Agent.start(backend())) {
            forgetful.start("forget", 3, file, "-");
            forgetful.awaitDone(0);
            assertThat(locker().tryLock(file, SHARED)).isNull();
            forgetful.kill();
            locker().lock(file, EXCLUSIVE).close();
        }
    }

    @Test
    @DisplayName("C11: releases that race the closing of their file end")
    default void releasesThatRaceTheClosingOfTheirFileEnd(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        try (Agent other = Agent.start(backend())) {
            for (int round = 0; round < 100; round++) {
                LockFile file = locker().open(path);
                Deque<HeldFileLock> holds = new ConcurrentLinkedDeque<>();
                for (int i = 0; i < 1_024; i++) {
                    holds.add(requireNonNull(file.tryLock(SHARED)));
                }
                Threads.Task<Boolean> releases = Threads.start(() -> {
                    for (HeldFileLock hold = holds.poll(); hold != null; hold = holds.poll()) {
                        hold.close();
                    }
                    return true;
                });
                file.close();
                assertThat(releases.get()).isTrue();
                if (round % 20 == 0) {
                    assertThat(other.couldLock(EXCLUSIVE, path)).isTrue();
                }
            }
            assertThat(other.couldLock(EXCLUSIVE, path)).isTrue();
        }
    }

    @Test
    default void closingAnAdoptedChannelReleasesItsLock(@TempDir Path dir) throws Exception {
        assumeTrue(can(Capability.ADOPT_CHANNEL), "the backend adopts no channels");
        Path file = Files.createFile(dir.resolve("data"));
        try (Agent other = Agent.start(backend())) {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            HeldFileLock lock = locker().lock(channel, EXCLUSIVE);
            assertThat(other.tryLock(EXCLUSIVE, file)).isFalse();
            channel.close();
            assertThat(lock.isValid()).isFalse();
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
            lock.close();
            assertThat(locker().tryLock(file, EXCLUSIVE))
                    .as("the late release releases nothing else")
                    .isNull();
            assertThatThrownBy(() -> locker().lock(channel, EXCLUSIVE)).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    default void lockFileOfAChannelLeavesTheChannelOpen(@TempDir Path dir) throws Exception {
        assumeTrue(can(Capability.ADOPT_CHANNEL), "the backend adopts no channels");
        Path path = Files.createFile(dir.resolve("data"));
        try (Agent other = Agent.start(backend());
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            LockFile file = locker().open(channel);
            file.lock(EXCLUSIVE);
            assertThat(locker().tryLock(channel, EXCLUSIVE))
                    .as("one channel carries one lock")
                    .isNull();
            assertThat(other.tryLock(EXCLUSIVE, path)).isFalse();
            file.close();
            assertThat(other.tryLock(EXCLUSIVE, path)).isTrue();
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("A9: other code closing the file does not drop the lock")
    default void otherCodeClosingTheFileDoesNotDropTheLock(@TempDir Path dir) throws Exception {
        assumeTrue(can(Capability.SURVIVES_OTHER_CLOSE), "the backend does not promise it");
        Path file = dir.resolve("data");
        try (Agent other = Agent.start(backend());
                HeldFileLock lock = locker().lock(file, EXCLUSIVE)) {
            Files.readAllBytes(file);
            Files.copy(file, dir.resolve("copy"));
            FileChannel.open(file, StandardOpenOption.READ).close();
            new java.io.RandomAccessFile(file.toFile(), "rw").close();
            assertThat(locker().tryLock(file, EXCLUSIVE)).isNull();
            assertThat(other.tryLock(SHARED, file)).as("beside " + lock).isFalse();
        }
    }
}
