package io.github.portalocker.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.LockFile;
import io.github.portalocker.internal.queue.Monopoly;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** A thread that retakes a lock again and again pauses now and then, so that other processes get it. */
final class LettingOthersGoFirstTest extends EngineTest {
    /** Looks all the time: a pause is short. */
    private static boolean pauses(Thread thread) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() - end < 0) {
            if (LockSupport.getBlocker(thread) instanceof Monopoly) {
                return true;
            }
        }
        return false;
    }

    @Test
    void threadThatRetakesTheLockLetsOthersGoFirst() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Task<Boolean> task = Task.start(() -> {
            try (LockFile file = locker.open(FILE)) {
                while (!stop.get()) {
                    file.lock(EXCLUSIVE).close();
                }
            }
            return true;
        });
        try {
            assertThat(pauses(task.thread())).isTrue();
        } finally {
            stop.set(true);
        }
        assertThat(task.get()).isTrue();
    }
}
