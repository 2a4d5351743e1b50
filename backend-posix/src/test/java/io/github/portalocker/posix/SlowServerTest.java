package io.github.portalocker.posix;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.internal.Deadline;
import io.github.portalocker.internal.Locks;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.posix.core.PosixLockBackend;
import io.github.portalocker.spi.OpenOptions;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Threads;
import io.github.portalocker.tck.Threads.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A network file system whose server takes its time, as in its grace period: not even a try comes back, and no signal helps.
 *
 * <p>The locks are real ones of a local file system; only their answers are late.
 */
@EnabledOnOs(OS.LINUX)
final class SlowServerTest {
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;
    private static final Duration SHORT = Duration.ofMillis(50);

    private final UnusualSystem system = new UnusualSystem();
    private final PosixLockBackend backend = system.backend(LockProtocol.FLOCK);
    private final Locks locks = new Locks(backend, OpenOptions.DEFAULT, false);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final List<Thread> askers = new CopyOnWriteArrayList<>();

    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void proveTheBackendFirst() {
        file = dir.resolve("lock");
        assertThat(backend.availability().isAvailable()).isTrue();
        system.fileSystemIs(0x6969);
    }

    @AfterEach
    void answerAtLast() {
        answer.countDown();
    }

    private void serverIsSlow(boolean alsoToTries) {
        system.replace("flock", arguments -> {
            int operation = (int) arguments[1];
            boolean isTry = (operation & LOCK_NB) != 0;
            if (operation != LOCK_UN && (alsoToTries || !isTry)) {
                askers.add(Thread.currentThread());
                await(answer);
            }
            return system.real().flock((int) arguments[0], operation);
        });
    }

    /** As deaf as the kernel. */
    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The late answer was a lock, which nobody wanted any more: it is given back, and the file is closed. */
    private void lateLockIsGivenBack() throws Exception {
        assertThat(askers).isNotEmpty().doesNotContain(Thread.currentThread());
        answer.countDown();
        try (Agent other = Agent.start("posix-flock")) {
            other.lock(EXCLUSIVE, file);
        }
        assertThat(Threads.start(() -> {
                            while (Descriptors.of(file) > 0) {
                                Thread.sleep(1);
                            }
                            return true;
                        })
                        .get())
                .isTrue();
    }

    @Test
    void deadlineHoldsThoughNotEvenATryIsAnswered() throws Exception {
        serverIsSlow(true);
        assertThat(locks.acquire(file, EXCLUSIVE, Deadline.after(SHORT))).isNull();
        lateLockIsGivenBack();
    }

    @Test
    void deadlineOfALockFileHoldsAndItWorksAfterwards() throws Exception {
        serverIsSlow(true);
        try (LockFile lockFile = locks.open(file)) {
            assertThatThrownBy(() -> lockFile.lock(EXCLUSIVE, SHORT)).hasMessageContaining("others keep out");
            assertThat(lockFile.tryLock(EXCLUSIVE))
                    .as("the descriptor is the late one's")
                    .isEmpty();
            answer.countDown();
            try (HeldLock lock = lockFile.lock(EXCLUSIVE)) {
                assertThat(lock.isValid()).isTrue();
            }
        }
        lateLockIsGivenBack();
    }

    @Test
    void interruptIsHeardThoughNotEvenATryIsAnswered() throws Exception {
        serverIsSlow(true);
        Task<HeldLock> task = Threads.start(() -> locks.acquire(file, EXCLUSIVE, Deadline.NEVER));
        assertThat(task.isBlocked()).isTrue();
        task.thread().interrupt();
        assertThatThrownBy(task::get).hasCauseInstanceOf(InterruptedException.class);
        lateLockIsGivenBack();
    }

    @Test
    void deadlineHoldsThoughNoSignalEndsTheWait() throws Exception {
        serverIsSlow(false);
        try (Agent other = Agent.start("posix-flock")) {
            other.lock(EXCLUSIVE, file);
            assertThat(locks.acquire(file, EXCLUSIVE, Deadline.after(SHORT))).isNull();
        }
        lateLockIsGivenBack();
    }

    @Test
    void whatIsAnsweredInTimeIsHeld() throws Exception {
        answer.countDown();
        serverIsSlow(true);
        try (HeldLock lock = locks.acquire(file, EXCLUSIVE, Deadline.after(Duration.ofMinutes(1)))) {
            assertThat(lock.isValid()).isTrue();
            assertThat(FileLocker.builder().backend("posix-flock").build().tryLock(file, EXCLUSIVE))
                    .isEmpty();
        }
        lateLockIsGivenBack();
    }

    @Test
    void asynchronousCallerIsNotMadeToWait() throws Exception {
        serverIsSlow(true);
        CompletableFuture<HeldLock> future = locks.acquireAsync(file, EXCLUSIVE);
        while (askers.isEmpty()) {
            Thread.sleep(1);
        }
        assertThat(future).isNotDone();
        assertThat(future.cancel(false)).isTrue();
        lateLockIsGivenBack();
    }
}
