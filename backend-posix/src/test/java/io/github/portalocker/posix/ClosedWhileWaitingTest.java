package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.internal.FileLocks;
import io.github.portalocker.internal.Settings;
import io.github.portalocker.posix.core.LockProtocol;
import io.github.portalocker.tck.Agent;
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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A {@code LockFile} that is closed between an attempt of a thread and what the thread does next. */
@EnabledOnOs(OS.LINUX)
final class ClosedWhileWaitingTest {
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;
    private static final int ROUNDS = 1000;

    private final UnusualSystem system = new UnusualSystem();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger waits = new AtomicInteger();

    /** The descriptor may belong to another file by then. Before it waits in the kernel, a thread makes three attempts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @DisplayName("L10: no thread waits on a closed descriptor")
    void noThreadWaitsOnAClosedDescriptor(int closedDuring, @TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        FileLocks locks = new FileLocks(system.backend(LockProtocol.FLOCK), Settings.ofProperties(), null);
        try (Agent other = Agent.start("posix-flock");
                LockFile file = locks.open(path)) {
            other.lock(EXCLUSIVE, path);
            system.replace("flock", arguments -> {
                int operation = (int) arguments[1];
                if ((operation & LOCK_NB) != 0 && attempts.incrementAndGet() == closedDuring) {
                    beginToClose(file);
                } else if ((operation & (LOCK_NB | LOCK_UN)) == 0) {
                    waits.incrementAndGet();
                }
                return null;
            });
            Task<?> waiter = Threads.start(() -> file.lock(EXCLUSIVE));
            assertThatThrownBy(waiter::get)
                    .hasCauseInstanceOf(LockException.class)
                    .hasMessageContaining("closed while this thread waited");
        }
        assertThat(attempts.get()).isEqualTo(closedDuring);
        assertThat(waits.get()).isZero();
    }

    /** To close it twice could close a file that another thread has opened meanwhile. */
    @Test
    @DisplayName("L10: descriptor is closed once")
    void descriptorIsClosedOnce(@TempDir Path dir) throws Exception {
        Path path = dir.resolve("lock");
        FileLocks locks = new FileLocks(system.backend(LockProtocol.FLOCK), Settings.ofProperties(), null);
        SplittableRandom random = new SplittableRandom(7);
        try (Agent other = Agent.start("posix-flock")) {
            other.lock(EXCLUSIVE, path);
            for (int i = 0; i < ROUNDS; i++) {
                LockFile file = locks.open(path);
                AtomicInteger tries = new AtomicInteger();
                AtomicInteger closes = new AtomicInteger();
                AtomicInteger descriptor = new AtomicInteger();
                system.replace("flock", arguments -> {
                    descriptor.set((int) arguments[0]);
                    tries.incrementAndGet();
                    return null;
                });
                system.replace("close", arguments -> {
                    if ((int) arguments[0] == descriptor.get()) {
                        closes.incrementAndGet();
                    }
                    return null;
                });
                int spins = random.nextInt(200);
                Task<?> closer = Threads.start(() -> {
                    while (tries.get() < 3) {
                        Thread.onSpinWait();
                    }
                    for (int spin = 0; spin < spins; spin++) {
                        Thread.onSpinWait();
                    }
                    file.close();
                    return true;
                });
                assertThatThrownBy(() -> file.lock(EXCLUSIVE)).hasMessageContaining("closed while this thread waited");
                closer.get();
                assertThat(closes.get()).as("round " + i).isEqualTo(1);
            }
        }
    }

    /** Returns when the thread that closes the file waits for the one that is at work on its descriptor. */
    private static void beginToClose(LockFile file) {
        Task<?> closing = Threads.start(() -> {
            file.close();
            return true;
        });
        while (closing.thread().isAlive() && closing.thread().getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
