package io.github.portalocker.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.MemoryChannel;
import io.github.portalocker.memory.OtherProcess;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Futures with a timeout of their own, and those of a {@link LockFile}. */
final class TimedFutureTest extends EngineTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(5);

    private static HeldFileLock get(CompletableFuture<HeldFileLock> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static void assertTimesOut(CompletableFuture<HeldFileLock> future) {
        assertThatThrownBy(() -> get(future))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(LockTimeoutException.class);
    }

    @Test
    void timeoutFailsTheFuture() throws Exception {
        try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
            assertTimesOut(locker.lockAsync(FILE, SHARED, SHORT));
            assertThat(lock.isValid()).isTrue();
        }
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void timeoutOfAWaiterThatIsNotTheFirstFailsItsFuture() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<HeldFileLock> first = locker.lockAsync(FILE, EXCLUSIVE, LONG);
        assertTimesOut(locker.lockAsync(FILE, EXCLUSIVE, SHORT));
        lock.close();
        get(first).close();
    }

    @Test
    void timeoutBehindAnotherProcessFailsTheFuture() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE)) {
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
            assertTimesOut(locker.lockAsync(FILE, EXCLUSIVE, SHORT));
        }
        get(locker.lockAsync(FILE, EXCLUSIVE, SHORT)).close();
    }

    @Test
    void timeoutOfZeroMakesOneAttempt() throws Exception {
        get(locker.lockAsync(FILE, EXCLUSIVE, Duration.ZERO)).close();
        try (HeldFileLock lock = locker.lock(FILE, SHARED)) {
            assertTimesOut(locker.lockAsync(FILE, EXCLUSIVE, Duration.ZERO));
            get(locker.lockAsync(FILE, SHARED, Duration.ZERO)).close();
            assertThat(lock.isValid()).isTrue();
        }
    }

    @Test
    void lockThatComesInTimeIsDelivered() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<HeldFileLock> future = locker.lockAsync(FILE, EXCLUSIVE, LONG);
        lock.close();
        get(future).close();
    }

    @Test
    void openFileGivesFutures() throws Exception {
        try (LockFile file = locker.open(FILE)) {
            HeldFileLock lock = get(file.lockAsync(EXCLUSIVE));
            CompletableFuture<HeldFileLock> next = file.lockAsync(EXCLUSIVE, LONG);
            assertTimesOut(file.lockAsync(SHARED, SHORT));
            lock.close();
            get(next).close();
        }
    }

    @Test
    void closingTheFileFailsItsFutures() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<HeldFileLock> ahead = locker.lockAsync(FILE, EXCLUSIVE);
        LockFile file = locker.open(FILE);
        CompletableFuture<HeldFileLock> future = file.lockAsync(EXCLUSIVE);
        file.close();
        assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(LockException.class);
        assertThatThrownBy(() -> file.lockAsync(EXCLUSIVE)).isInstanceOf(IllegalStateException.class);
        lock.close();
        get(ahead).close();
    }

    @Test
    void closingTheChannelFailsTheFuturesOnIt() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        CompletableFuture<HeldFileLock> ahead = locker.lockAsync(FILE, EXCLUSIVE);
        MemoryChannel channel = files.channel(FILE);
        try (LockFile file = locker.open(channel)) {
            CompletableFuture<HeldFileLock> future = file.lockAsync(EXCLUSIVE);
            channel.close();
            assertThatThrownBy(() -> get(future)).hasCauseInstanceOf(java.nio.channels.ClosedChannelException.class);
        }
        lock.close();
        get(ahead).close();
    }
}
