package io.github.portalocker.tck;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.Capability;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockDomain;
import io.github.portalocker.Portalocker;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Locks on channels that the caller may close at any moment, from any thread.
 *
 * <p>The system property {@code portalocker.channel.rounds} says how often each race is run, 1 000 times by default.
 *
 * @since 0.1.0
 */
public interface ChannelContract extends ContractBase {
    /** Why some of the tests are skipped. */
    String CLOSE_FAILS = "close() of a channel beside an attempt to lock it fails in the JDK now and then";

    /** Skips backends that cannot lock channels. */
    @BeforeEach
    default void requireChannels(TestInfo test) {
        if (test.getTestMethod()
                .filter(method -> method.getDeclaringClass() == ChannelContract.class)
                .isPresent()) {
            assumeTrue(can(Capability.ADOPT_CHANNEL), "the backend adopts no channels");
        }
    }

    /**
     * {@return whether a channel can be closed beside attempts to lock it} Where Java's own {@code close()} fails then, there is
     * nothing that a backend could promise.
     */
    default boolean canCloseBesideAttempts() {
        return true;
    }

    private static int rounds() {
        return Integer.getInteger("portalocker.channel.rounds", 1_000);
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Whether the kernel lists a lock in a domain on a file; on other systems than Linux, true. The list leaves out rows now and
     * then while locks come and go elsewhere; a lock that was lost does not come back.
     */
    private static boolean kernelLists(Path path, LockDomain domain) throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return true;
        }
        String inode = ":" + Files.getAttribute(path, "unix:ino") + " ";
        boolean listed = false;
        for (int look = 0; look < 10 && !listed; look++) {
            listed = Files.readAllLines(Path.of("/proc/locks")).stream()
                    .anyMatch(row -> row.contains(inode) && row.contains("FLOCK") == domain.equals(LockDomain.FLOCK));
        }
        return listed;
    }

    /**
     * The number of a closed descriptor goes to the next file that is opened. A release that looks at the channel first and
     * then acts on the number takes the lock of that file: 7 to 13 of 100 000 times.
     */
    @Test
    @DisplayName("release beside close() of the channel leaves other files locked")
    default void releaseBesideCloseLeavesOtherFilesLocked(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("closed");
        Path victim = dir.resolve("victim");
        boolean takesBoth = can(Capability.SURVIVES_OTHER_CLOSE) && domains().equals(Set.of(LockDomain.FLOCK));
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < rounds(); round++) {
            FileChannel channel = open(path);
            HeldFileLock lock = locker().lock(channel, EXCLUSIVE);
            CyclicBarrier barrier = new CyclicBarrier(2);
            int spins = random.nextInt(3_000);
            Task<?> release = Threads.start(() -> {
                barrier.await();
                spin(spins);
                lock.close();
                return true;
            });
            barrier.await();
            spin(random.nextInt(3_000));
            channel.close();
            try (FileChannel next = open(victim)) {
                HeldFileLock held = locker().lock(next, EXCLUSIVE);
                FileLock ofJava = takesBoth ? next.lock() : null;
                release.get();
                assertThat(kernelLists(victim, domains().iterator().next()))
                        .as("the kernel has the lock, round " + round)
                        .isTrue();
                assertThat(ofJava == null || kernelLists(victim, LockDomain.RECORD))
                        .as("the kernel has the lock of FileChannel.lock, round " + round)
                        .isTrue();
                assertThat(held.isValid()).isTrue();
            }
        }
    }

    private Set<LockDomain> domains() {
        return Portalocker.backends().stream()
                .filter(info -> info.name().equals(backend()))
                .findFirst()
                .orElseThrow()
                .domains();
    }

    private static void spin(int rounds) {
        for (int i = 0; i < rounds; i++) {
            Thread.onSpinWait();
        }
    }

    /** Another channel holds the file: a second lock on it could only be one on another file, by a reused descriptor. */
    @Test
    @DisplayName("lock beside close() of the channel is refused, or gets nothing")
    default void lockBesideCloseNeverGetsAHeldFile(@TempDir Path dir) throws Exception {
        assumeTrue(canCloseBesideAttempts(), CLOSE_FAILS);
        Path path = dir.resolve("held");
        Path other = dir.resolve("other");
        SplittableRandom random = new SplittableRandom(2);
        try (FileChannel holding = open(path)) {
            locker().lock(holding, EXCLUSIVE);
            for (int round = 0; round < rounds(); round++) {
                FileChannel channel = open(path);
                CyclicBarrier barrier = new CyclicBarrier(2);
                int spins = random.nextInt(3_000);
                Task<Boolean> attempt = Threads.start(() -> {
                    barrier.await();
                    spin(spins);
                    try {
                        return locker().tryLock(channel, EXCLUSIVE) != null;
                    } catch (ClosedChannelException e) {
                        return false;
                    }
                });
                barrier.await();
                spin(random.nextInt(3_000));
                channel.close();
                try (FileChannel next = open(other)) { // gets the number
                    assertThat(attempt.get())
                            .as("got a held file, round " + round)
                            .isFalse();
                    assertThat(next.isOpen()).isTrue();
                }
            }
        }
    }

    /** The thread may be first in the queue or second, platform or virtual, behind this JVM or another process. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "first, this JVM",
                "second, this JVM",
                "first, other process",
                "second, other process",
                "virtual, this JVM",
                "virtual, other process",
                "timed, other process"
            })
    @DisplayName("closing the channel ends the wait for its lock")
    default void closingTheChannelEndsTheWait(String who, @TempDir Path dir) throws Exception {
        assumeTrue(canCloseBesideAttempts(), CLOSE_FAILS);
        assumeTrue(!who.startsWith("virtual") || Runtime.version().feature() >= 21, "this Java has no virtual threads");
        Path path = dir.resolve("lock");
        Files.createFile(path);
        try (Agent other = who.endsWith("process") ? Agent.start(backend()) : null;
                FileChannel holding = open(path)) {
            if (other == null) {
                locker().lock(holding, EXCLUSIVE);
            } else {
                other.lock(EXCLUSIVE, path);
            }
            FileChannel ahead = open(path);
            Task<?> first = who.startsWith("second") ? Threads.start(() -> locker().lock(ahead, EXCLUSIVE)) : null;
            assertThat(first == null || first.isQueued()).isTrue();
            FileChannel channel = open(path);
            Callable<?> wait = () -> who.startsWith("timed")
                    ? locker().lock(channel, EXCLUSIVE, Duration.ofMinutes(5))
                    : locker().lock(channel, EXCLUSIVE);
            Task<?> waiter = who.startsWith("virtual") ? Threads.startVirtual(wait) : Threads.start(wait);
            assertThat(waiter.isQueued()).isTrue();
            channel.close();
            assertThatThrownBy(() -> waiter.result().get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ClosedChannelException.class);
            ahead.close();
            if (first != null
                    && can(Capability.SURVIVES_OTHER_CLOSE)) { // else closing the channel has dropped the lock
                assertThatThrownBy(first::get).hasCauseInstanceOf(ClosedChannelException.class);
            }
        }
    }

    /** {@code RandomAccessFile.getChannel()} and a stream on its descriptor: one open file, which carries one lock. */
    @Test
    @DisplayName("two channels of one descriptor are one lock")
    @EnabledOnOs({OS.LINUX, OS.MAC})
    default void twoChannelsOfOneDescriptorAreOneLock(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
                FileOutputStream out = new FileOutputStream(file.getFD());
                FileInputStream in = new FileInputStream(file.getFD())) {
            HeldFileLock exclusive = locker().lock(file.getChannel(), EXCLUSIVE);
            assertThat(locker().tryLock(out.getChannel(), EXCLUSIVE)).isNull();
            assertThat(locker().tryLock(in.getChannel(), SHARED)).isNull();
            exclusive.close();
            HeldFileLock one = locker().lock(file.getChannel(), SHARED, Duration.ofSeconds(5));
            HeldFileLock two = locker().lock(in.getChannel(), SHARED, Duration.ofSeconds(5));
            assertThat(locker().tryLock(out.getChannel(), EXCLUSIVE)).isNull();
            one.close();
            assertThat(two.isValid()).isTrue();
            assertThat(couldLock(EXCLUSIVE, path)).as("still shared").isFalse();
            two.close();
            assertThat(couldLock(EXCLUSIVE, path)).isTrue();
        }
    }

    /** A duplicate of the descriptor, or a second one of the file, would drop it when it is closed. */
    @Test
    @DisplayName("the caller's own FileChannel.lock stays")
    @EnabledOnOs(OS.LINUX)
    default void fileLockOfTheCallerStays(@TempDir Path dir) throws Exception {
        assumeTrue(domains().equals(Set.of(LockDomain.FLOCK)), "both would be locks of one kind");
        Path path = dir.resolve("lock");
        try (FileChannel channel = open(path)) {
            FileLock own = channel.lock();
            HeldFileLock lock = locker().lock(channel, EXCLUSIVE);
            lock.isValid();
            lock.close();
            assertThat(locker().tryLock(channel, SHARED)).isNotNull();
            locker().unlock(channel);
            assertThat(own.isValid()).isTrue();
            assertThat(kernelLists(path, LockDomain.RECORD)).isTrue();
        }
    }
}
