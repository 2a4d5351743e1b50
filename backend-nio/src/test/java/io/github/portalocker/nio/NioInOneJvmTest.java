package io.github.portalocker.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the locks of one process have to do with each other, where the operating system knows processes only. */
final class NioInOneJvmTest {
    private final FileLocker locker = FileLocker.builder().backend("nio").build();

    @TempDir
    private Path dir;

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there an interrupt closes the handle that has the lock")
    void interruptDuringReadingAndWritingCostsNoLock() throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "hello");
        try (Agent other = Agent.start("nio");
                HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            boolean interrupted = Threads.start(() -> {
                        Thread.currentThread().interrupt();
                        FileChannel channel = lock.channel();
                        assertThat(channel.read(ByteBuffer.allocate(9))).isEqualTo(5);
                        assertThat(channel.write(ByteBuffer.wrap(new byte[] {'!'})))
                                .isEqualTo(1);
                        assertThat(channel.size()).isEqualTo(6);
                        channel.truncate(4).force(true);
                        return Thread.currentThread().isInterrupted();
                    })
                    .get();
            assertThat(interrupted).isTrue();
            assertThat(lock.isValid()).isTrue();
            assertThat(other.couldLock(SHARED, file)).isFalse();
            assertThat(lock.channel().size()).isEqualTo(4);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a lock is its handle's")
    void allHoldersAreToldWhenAChannelOfTheirFileIsClosed() throws Exception {
        Path file = dir.resolve("lock");
        FileChannel channel = open(file);
        try (Agent other = Agent.start("nio");
                FileChannel second = open(file)) {
            HeldFileLock byPath = locker.lock(file, SHARED);
            HeldFileLock onSecond = requireNonNull(locker.tryLock(second, SHARED));
            requireNonNull(locker.tryLock(channel, SHARED)).close();
            assertThat(byPath.isValid()).isTrue();
            channel.close();
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
            assertThat(byPath.isValid()).isFalse();
            assertThat(onSecond.isValid()).isFalse();
            try (HeldFileLock next = requireNonNull(locker.tryLock(file, EXCLUSIVE))) {
                byPath.close();
                onSecond.close();
                assertThat(next.isValid()).isTrue();
                assertThat(other.couldLock(SHARED, file)).isFalse();
            }
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a lock is its handle's")
    void holderIsToldWhenAChannelThatWasRefusedIsClosed() throws Exception {
        Path file = dir.resolve("lock");
        FileChannel channel = open(file);
        try (Agent other = Agent.start("nio");
                HeldFileLock lock = locker.lock(file, EXCLUSIVE)) {
            assertThat(locker.tryLock(channel, EXCLUSIVE)).isNull();
            channel.close();
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
            assertThat(lock.isValid()).isFalse();
        }
    }

    @Test
    void lockOfOtherCodeIsContentionAndKept() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("nio");
                FileChannel channel = open(file);
                FileChannel theirs = open(file)) {
            FileLock lock = theirs.lock();
            for (int i = 0; i < 3; i++) {
                assertThat(locker.tryLock(file, EXCLUSIVE)).isNull();
                assertThat(locker.tryLock(file, SHARED)).isNull();
                assertThat(locker.tryLock(channel, SHARED)).isNull();
                locker.lock(dir.resolve("another"), EXCLUSIVE).close();
                assertThat(other.couldLock(SHARED, file)).as("beside " + lock).isFalse();
            }
            lock.release();
            locker.lock(channel, EXCLUSIVE).close();
            locker.lock(file, EXCLUSIVE).close();
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    /** Of all bytes, or of some only, where a mark can still be made on the file. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 10})
    void sharedLockOfOtherCodeIsContention(long size) throws Exception {
        Path file = dir.resolve("lock");
        try (FileChannel ours = open(dir.resolve("another"));
                FileChannel channel = open(file);
                FileChannel theirs = open(file);
                FileLock lock = theirs.lock(0, size, true)) {
            HeldFileLock shared =
                    locker.lock(ours, SHARED); // another file's, with which theirs must not be taken for one
            assertThat(locker.tryLock(channel, SHARED)).as("beside " + lock).isNull();
            assertThat(locker.tryLock(file, SHARED)).isNull();
            assertThat(shared.isValid()).isTrue();
        }
        locker.lock(file, EXCLUSIVE).close();
    }

    /** Other code locks a file all the time, while ours has a lock on another one that could be shared. */
    @Test
    void locksOfOtherCodeThatComeAndGoAreNeverShared() throws Exception {
        Path file = dir.resolve("lock");
        AtomicBoolean enough = new AtomicBoolean();
        try (FileChannel ours = open(dir.resolve("another"));
                FileChannel channel = open(file);
                FileChannel theirs = open(file);
                HeldFileLock shared = locker.lock(ours, SHARED)) {
            AtomicInteger count = new AtomicInteger();
            Task<Boolean> locking = Threads.start(() -> {
                do {
                    try {
                        FileLock lock = theirs.tryLock();
                        if (lock != null) {
                            lock.release();
                            count.incrementAndGet();
                        }
                    } catch (OverlappingFileLockException e) {
                        Thread.onSpinWait(); // ours has it
                    }
                } while (!enough.get());
                return true;
            });
            try {
                // the other thread may come late, or be kept out for long
                for (int i = 0; i < 2_000 || (count.get() == 0 && i < 2_000_000); i++) {
                    var lock = locker.tryLock(channel, SHARED);
                    if (lock != null) {
                        assertThatThrownBy(theirs::tryLock)
                                .as("beside " + shared)
                                .isInstanceOf(OverlappingFileLockException.class);
                        lock.close();
                    }
                }
            } finally {
                enough.set(true);
            }
            assertThat(locking.get()).isTrue();
            assertThat(count).hasPositiveValue();
        }
    }

    @Test
    void rangesByPathAndLocksOnChannelsAreOneView() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("nio");
                FileChannel channel = open(file);
                LockFile byPath = locker.open(file)) {
            HeldFileLock range = byPath.range(new LockRange(5, 5)).lock(SHARED);
            HeldFileLock onChannel = requireNonNull(locker.tryLock(channel, SHARED));
            HeldFileLock rest = requireNonNull(byPath.range(LockRange.from(10)).tryLock(SHARED));
            assertThat(byPath.range(LockRange.from(Long.MAX_VALUE - 1)).tryLock(EXCLUSIVE))
                    .isNull();
            range.close();
            rest.close();
            assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
            assertThat(byPath.range(new LockRange(0, 1)).tryLock(EXCLUSIVE)).isNull();
            onChannel.close();
            try (HeldFileLock last =
                    byPath.range(LockRange.from(Long.MAX_VALUE - 1)).lock(EXCLUSIVE)) {
                assertThat(locker.tryLock(channel, SHARED)).as("beside " + last).isNull();
                assertThat(other.couldLock(SHARED, file)).isFalse();
            }
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    void closingTheChannelEndsTheWaitOnIt() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("nio")) {
            FileChannel channel = open(file);
            other.lock(EXCLUSIVE, file);
            Task<HeldFileLock> waiter = Threads.start(() -> locker.lock(channel, EXCLUSIVE));
            assertThat(waiter.isBlocked()).isTrue();
            channel.close();
            assertThatThrownBy(waiter::get).hasCauseInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void unlockingAfterTheChannelWasClosedIsNoFailure() throws Exception {
        for (int i = 0; i < 200; i++) {
            FileChannel channel = open(dir.resolve("lock"));
            HeldFileLock lock = locker.lock(channel, EXCLUSIVE);
            Task<Boolean> closing = Threads.start(() -> {
                channel.close();
                return true;
            });
            lock.close();
            closing.get();
        }
        try (HeldFileLock lock = locker.lock(dir.resolve("lock"), EXCLUSIVE)) {
            assertThat(lock.isValid()).isTrue();
        }
    }

    /** They may be on the file of that channel, for all that Java tells. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void lockFilesAreClosedBesideALockOnAChannelOfAnotherFile() throws Exception {
        try (FileChannel channel = open(dir.resolve("channel"));
                LockFile idle = locker.open(dir.resolve("idle"));
                HeldFileLock lock = locker.lock(channel, EXCLUSIVE)) {
            for (int i = 0; i < 50; i++) {
                locker.lock(dir.resolve("lock" + i), EXCLUSIVE).close();
            }
            idle.close();
            assertThat(openFiles()).as("beside " + lock).isEqualTo(1);
            assertThat(locker.tryLock(dir.resolve("channel"), EXCLUSIVE)).isNull();
            assertThat(openFiles()).isEqualTo(2);
            lock.close();
            assertThat(openFiles()).isEqualTo(1);
        }
        assertThat(openFiles()).isZero();
    }

    private long openFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> target(descriptor).startsWith(dir))
                    .count();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return Path.of("closed meanwhile");
        }
    }
}
