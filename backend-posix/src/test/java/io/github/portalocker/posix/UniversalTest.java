package io.github.portalocker.posix;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.KernelLocks;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two locks that have to look like one. */
@EnabledOnOs(OS.LINUX)
final class UniversalTest {
    private final FileLocker locker =
            FileLocker.builder().backend("posix-universal").build();

    @TempDir
    private Path dir;

    private static FileLocker locker(String backend) {
        return FileLocker.builder().backend(backend).build();
    }

    private static boolean isFree(String backend, Path file) throws Exception {
        var lock = locker(backend).tryLock(file, EXCLUSIVE);
        if (lock != null) {
            lock.close();
        }
        return lock != null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-ofd"})
    void failedAttemptLeavesNothingHeld(String inTheWay) throws Exception {
        Path file = dir.resolve("lock");
        String other = inTheWay.equals("posix-flock") ? "posix-ofd" : "posix-flock";
        try (HeldFileLock lock = locker(inTheWay).lock(file, EXCLUSIVE)) {
            assertThat(locker.tryLock(file, SHARED)).as("beside " + lock).isNull();
            assertThat(isFree(other, file)).isTrue();
        }
        assertThat(isFree("posix-universal", file)).isTrue();
    }

    /** No close after the attempt would release the first lock. */
    @Test
    void failedAttemptOnAnOpenFileLeavesNothingHeld() throws Exception {
        Path file = dir.resolve("lock");
        try (LockFile open = locker.open(file);
                HeldFileLock second = locker("posix-ofd").lock(file, EXCLUSIVE)) {
            assertThat(open.tryLock(SHARED)).as("beside " + second).isNull();
            assertThat(isFree("posix-flock", file)).isTrue();
            assertThatThrownBy(() -> open.lock(EXCLUSIVE, Duration.ofMillis(100)))
                    .isInstanceOf(LockTimeoutException.class);
            assertThat(isFree("posix-flock", file)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout", "interrupt"})
    void cancelledWaitForTheSecondReleasesTheFirst(String end) throws Exception {
        Path file = dir.resolve("lock");
        try (Agent other = Agent.start("posix-ofd")) {
            other.lock(EXCLUSIVE, file);
            Task<HeldFileLock> waiter = Threads.start(
                    () -> locker.lock(file, EXCLUSIVE, Duration.ofSeconds(end.equals("timeout") ? 1 : 60)));
            KernelLocks.awaitWaiters(file, 1);
            assertThat(isFree("posix-flock", file))
                    .as("it waits with the first")
                    .isFalse();
            if (end.equals("interrupt")) {
                waiter.thread().interrupt();
            }
            assertThatThrownBy(waiter::get)
                    .hasCauseInstanceOf(
                            end.equals("interrupt") ? InterruptedException.class : LockTimeoutException.class);
            assertThat(isFree("posix-flock", file)).isTrue();
            other.unlock(file);
            assertThat(isFree("posix-universal", file)).isTrue();
        }
    }

    @Test
    void oneDeadlineIsSpentOverBoth() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent first = Agent.start("posix-flock");
                Agent second = Agent.start("posix-ofd")) {
            first.lock(EXCLUSIVE, file);
            second.lock(EXCLUSIVE, file);
            long start = System.nanoTime();
            Task<HeldFileLock> waiter = Threads.start(() -> locker.lock(file, EXCLUSIVE, Duration.ofSeconds(3)));
            Thread.sleep(2_100);
            first.unlock(file);
            assertThatThrownBy(waiter::get).hasCauseInstanceOf(LockTimeoutException.class);
            assertThat(System.nanoTime() - start)
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(3_000), TimeUnit.MILLISECONDS.toNanos(4_800));
        }
    }

    @Test
    void waitGoesFromOneToTheOther() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent first = Agent.start("posix-flock");
                Agent second = Agent.start("posix-ofd")) {
            first.lock(EXCLUSIVE, file);
            second.lock(EXCLUSIVE, file);
            Task<HeldFileLock> waiter = Threads.start(() -> locker.lock(file, EXCLUSIVE));
            assertThat(waiter.isBlocked()).isTrue();
            first.unlock(file);
            assertThat(waiter.isBlocked()).isTrue();
            second.unlock(file);
            HeldFileLock lock = waiter.get();
            assertThat(first.tryLock(SHARED, file)).isFalse();
            assertThat(second.tryLock(SHARED, file)).isFalse();
            lock.close();
            assertThat(first.couldLock(EXCLUSIVE, file)).isTrue();
            assertThat(second.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix-ofd", "posix-universal"})
    @DisplayName("A10, A11: channel without the right access is refused with the reason")
    void channelWithoutTheRightAccessIsRefusedWithTheReason(String backend) throws Exception {
        Path file = Files.createFile(dir.resolve("data"));
        FileLocker locks = locker(backend);
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> locks.lock(reading, EXCLUSIVE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll("reading only", "needs write access", "EBADF", "SHARED", backend);
            assertThatThrownBy(() -> locks.tryLock(writing, SHARED))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll("writing only", "needs read access", "EXCLUSIVE");
            for (String name : List.of("posix-flock", "posix-ofd")) {
                assertThat(isFree(name, file)).as(name).isTrue();
            }
            locks.lock(reading, SHARED).close();
            locks.lock(writing, EXCLUSIVE).close();
        }
    }
}
