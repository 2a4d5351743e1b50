package io.github.portalocker.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The threads of this JVM that wait for one file. */
final class QueueTest extends EngineTest {
    private final List<Integer> order = Collections.synchronizedList(new ArrayList<>());

    private Task<HeldFileLock> waiter(LockMode mode) {
        return Task.start(() -> locker.lock(FILE, mode)).queued();
    }

    private Task<Boolean> visitor(int number) {
        return Task.start(() -> {
            try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
                return order.add(number) && lock.isValid();
            }
        });
    }

    @Test
    void waitersAreServedInTheOrderOfTheirArrival() throws Exception {
        List<Task<Boolean>> tasks = new ArrayList<>();
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        for (int i = 0; i < 5; i++) {
            tasks.add(visitor(i).queued());
        }
        lock.close();
        for (Task<Boolean> task : tasks) {
            assertThat(task.get()).isTrue();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void waitersForAnotherProcessAreServedInTheOrderOfTheirArrival() throws Exception {
        List<Task<Boolean>> tasks = new ArrayList<>();
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            tasks.add(visitor(0));
            awaitKernelWaits(1);
            for (int i = 1; i < 5; i++) {
                tasks.add(visitor(i).queued());
            }
            other.unlock();
        }
        for (Task<Boolean> task : tasks) {
            assertThat(task.get()).isTrue();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void onlyTheFirstWaiterIsInTheKernel() throws Exception {
        List<Task<Boolean>> tasks = new ArrayList<>();
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            tasks.add(visitor(0));
            awaitKernelWaits(1);
            for (int i = 1; i < 10; i++) {
                tasks.add(visitor(i).queued());
            }
            assertThat(backend.waits()).isEqualTo(1);
            assertThat(script.count(Operation.AWAIT)).isEqualTo(1);
            other.unlock();
        }
        for (Task<Boolean> task : tasks) {
            task.get();
        }
    }

    @Test
    void readersThatWaitTogetherAreAdmittedTogether() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        List<Task<HeldFileLock>> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(waiter(SHARED));
        }
        lock.close();
        for (Task<HeldFileLock> reader : readers) {
            assertThat(reader.get().isValid()).isTrue(); // before any of them releases
        }
        for (Task<HeldFileLock> reader : readers) {
            reader.get().close();
        }
    }

    @Test
    void readerDoesNotOvertakeAWriterThatWaits() throws Exception {
        HeldFileLock first = locker.lock(FILE, SHARED);
        Task<HeldFileLock> writer = waiter(EXCLUSIVE);
        Task<HeldFileLock> reader = waiter(SHARED);
        first.close();
        HeldFileLock written = writer.get();
        assertThat(reader.result()).isNotDone();
        written.close();
        reader.get().close();
    }

    @Test
    void readerMayShareAgainWhileAWriterWaits() throws Exception {
        HeldFileLock first = locker.lock(FILE, SHARED);
        Task<HeldFileLock> writer = waiter(EXCLUSIVE);
        locker.lock(FILE, SHARED).close();
        assertThat(writer.result()).isNotDone();
        first.close();
        writer.get().close();
    }

    @Test
    void writerThatGivesUpLetsTheReadersBehindItIn() throws Exception {
        HeldFileLock first = locker.lock(FILE, SHARED);
        Task<HeldFileLock> writer = waiter(EXCLUSIVE);
        Task<HeldFileLock> reader = waiter(SHARED);
        writer.thread().interrupt();
        assertThatThrownBy(writer::get).isInstanceOf(InterruptedException.class);
        reader.get().close();
        first.close();
    }

    @Test
    void firstWaiterThatGivesUpIsFollowedByTheNext() throws Exception {
        Task<HeldFileLock> second;
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            Task<HeldFileLock> first = Task.start(() -> locker.lock(FILE, EXCLUSIVE));
            awaitKernelWaits(1);
            second = waiter(EXCLUSIVE);
            first.thread().interrupt();
            assertThatThrownBy(first::get).isInstanceOf(InterruptedException.class);
            eventually().until(() -> script.count(Operation.AWAIT) == 2);
            other.unlock();
        }
        second.get().close();
    }

    @Test
    void waiterInTheMiddleThatGivesUpLeavesTheOthersWhereTheyAre() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        Task<Boolean> first = visitor(1).queued();
        Task<HeldFileLock> interrupted = waiter(EXCLUSIVE);
        Task<HeldFileLock> tooLate = Task.start(() -> locker.lock(FILE, EXCLUSIVE, Duration.ofMillis(20)))
                .queued();
        Task<Boolean> last = visitor(2).queued();
        interrupted.thread().interrupt();
        assertThatThrownBy(interrupted::get).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(tooLate::get).isInstanceOf(LockTimeoutException.class);
        assertThat(List.of(first.result(), last.result())).noneMatch(result -> result.isDone());
        lock.close();
        first.get();
        last.get();
        assertThat(order).containsExactly(1, 2);
    }

    /** The first one is just about to begin a wait when the file becomes free. */
    @Test
    void newcomerDoesNotOvertakeAWaiterThatHasWaitedInVainForLong() throws Exception {
        use(Traits.LOCAL.withLongestWait(Duration.ofMillis(2)));
        OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE);
        Task<HeldFileLock> first = Task.start(() -> locker.lock(FILE, SHARED));
        eventually().until(() -> script.count(Operation.AWAIT) > 5);
        Gate gate = script.gateBefore(Operation.AWAIT);
        eventually().until(() -> gate.visitors().contains(first.thread()));
        other.close();
        Task<HeldFileLock> newcomer = waiter(SHARED);
        gate.open();
        first.get().close();
        newcomer.get().close();
    }

    @Test
    void filesDoNotWaitForEachOther() throws Exception {
        try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
            Task<HeldFileLock> task = waiter(EXCLUSIVE);
            locker.lock(FILE.resolveSibling("other"), EXCLUSIVE).close();
            lock.close();
            task.get().close();
        }
    }
}
