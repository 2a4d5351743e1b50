package io.github.portalocker.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.VirtualThreads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Virtual threads never wait in the kernel themselves: the backend takes that for a violation. */
final class VirtualThreadTest extends EngineTest {
    @BeforeEach
    void skipOldJava() {
        assumeTrue(VirtualThreads.exist(), "this Java has no virtual threads");
    }

    @Test
    void helperWaitsInTheKernelForAVirtualThread() throws Exception {
        Task<HeldFileLock> task;
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            task = Task.startVirtual(() -> locker.lock(FILE, EXCLUSIVE));
            awaitKernelWaits(1);
            other.unlock();
        }
        task.get().close();
        assertThat(script.count(Operation.AWAIT)).isEqualTo(1);
    }

    @Test
    void interruptAndTimeoutEndTheWait() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            Task<HeldFileLock> interrupted = Task.startVirtual(() -> locker.lock(FILE, EXCLUSIVE));
            awaitKernelWaits(1);
            interrupted.thread().interrupt();
            assertThatThrownBy(interrupted::get).isInstanceOf(InterruptedException.class);
            assertThatThrownBy(() -> Task.startVirtual(() -> locker.lock(FILE, EXCLUSIVE, Duration.ofMillis(30)))
                            .get())
                    .isInstanceOf(LockTimeoutException.class);
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void closeOfTheFileEndsTheWait() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            LockFile file = locker.open(FILE);
            Task<HeldFileLock> task = Task.startVirtual(() -> file.lock(EXCLUSIVE));
            awaitKernelWaits(1);
            file.close();
            assertThatThrownBy(task::get).hasMessageContaining("closed");
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
    }

    @Test
    void manyWaitersTakeOneHelperAndAllOthersGoOn() throws Exception {
        List<Task<Boolean>> tasks = new ArrayList<>();
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            for (int i = 0; i < 200; i++) {
                tasks.add(Task.startVirtual(() -> {
                    try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
                        return lock.isValid();
                    }
                }));
            }
            eventually()
                    .until(() -> tasks.stream()
                                    .filter(task -> EngineState.isQueued(task.thread()))
                                    .count()
                            == 200);
            assertThat(backend.waits()).isEqualTo(1);
            assertThat(Task.startVirtual(() -> "ran").get()).isEqualTo("ran");
            other.unlock();
        }
        for (Task<Boolean> task : tasks) {
            assertThat(task.get()).isTrue();
        }
    }

    @Test
    void failureOfTheHelperIsToldToTheVirtualThread() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            script.before(Operation.AWAIT, Failures.UNCHECKED);
            assertThatThrownBy(() -> Task.startVirtual(() -> locker.lock(FILE, EXCLUSIVE))
                            .get())
                    .as("beside %s", other)
                    .isSameAs(Failures.UNCHECKED.thrown());
        }
    }
}
