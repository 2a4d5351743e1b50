package io.github.portalocker.internal;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.internal.handle.ChannelRegistry;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.memory.Gate;
import io.github.portalocker.memory.MemoryChannel;
import io.github.portalocker.memory.Operation;
import io.github.portalocker.memory.OtherProcess;
import io.github.portalocker.memory.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static io.github.portalocker.internal.Waiting.eventually;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Locks on channels that the caller has opened, and may close at any moment. */
final class AdoptedChannelTest extends EngineTest {
    private MemoryChannel channel = files.channel(FILE);

    @Override
    void use(Traits traits) {
        super.use(traits);
        channel = files.channel(FILE);
    }

    @Test
    void lockIsOnTheChannelThatStaysOpen() throws Exception {
        HeldFileLock lock = locker.lock(channel, EXCLUSIVE);
        assertThat(lock.channel()).isSameAs(channel);
        assertThat(lock.isValid()).isTrue();
        assertThat(isFree(SHARED)).isFalse();
        lock.close();
        assertThat(channel.isOpen()).isTrue();
        assertThat(isFree(EXCLUSIVE)).isTrue();
        assertThat(script.count(Operation.ADOPT)).isEqualTo(1);
    }

    @Test
    void exclusiveLockKeepsOthersOffTheSameChannel() throws Exception {
        HeldFileLock lock = locker.lock(channel, EXCLUSIVE);
        assertThat(locker.tryLock(channel, SHARED)).isNull();
        Task<HeldFileLock> next =
                Task.start(() -> locker.lock(channel, EXCLUSIVE)).queued();
        lock.close();
        next.get().close();
    }

    @Test
    void sharedLocksOnOneChannelAreCounted() throws Exception {
        locker.lock(channel, SHARED);
        locker.lock(channel, SHARED);
        assertThat(script.count(Operation.TRY_LOCK)).isEqualTo(1);
        locker.unlock(channel);
        assertThat(isFree(EXCLUSIVE)).isFalse();
        locker.unlock(channel);
        assertThat(isFree(EXCLUSIVE)).isTrue();
        assertThatThrownBy(() -> locker.unlock(channel)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void channelAndPathExcludeEachOther() throws Exception {
        HeldFileLock byPath = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> byChannel =
                Task.start(() -> locker.lock(channel, EXCLUSIVE)).queued();
        byPath.close();
        HeldFileLock lock = byChannel.get();
        assertThat(isFree(SHARED)).isFalse();
        lock.close();
    }

    @Test
    void threadDoesNotWaitForItself() throws Exception {
        try (HeldFileLock lock = locker.lock(channel, SHARED)) {
            assertThatThrownBy(() -> locker.lock(channel, EXCLUSIVE)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> locker.lock(FILE, EXCLUSIVE)).isInstanceOf(IllegalStateException.class);
            assertThat(lock.isValid()).isTrue();
        }
    }

    @Test
    void openFileOverAChannelLeavesItOpen() throws Exception {
        try (LockFile file = locker.open(channel)) {
            file.lock(EXCLUSIVE).close();
            assertThat(file.path()).isEmpty();
            file.lock(EXCLUSIVE);
        }
        assertThat(channel.isOpen()).isTrue();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void interruptAndTimeoutLeaveTheChannelUnlocked() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(SHARED)) {
            assertThatThrownBy(() -> locker.lock(channel, EXCLUSIVE, Duration.ofMillis(20)))
                    .isInstanceOf(LockTimeoutException.class);
            Task<HeldFileLock> task = Task.start(() -> locker.lock(channel, EXCLUSIVE));
            eventually().until(() -> EngineState.isQueued(task.thread()) || backend.waits() == 1);
            task.thread().interrupt();
            assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void waiterForAnotherProcessGetsTheLock() throws Exception {
        Task<HeldFileLock> task;
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            task = Task.start(() -> locker.lock(channel, EXCLUSIVE));
            eventually().until(() -> EngineState.isQueued(task.thread()) || backend.waits() == 1);
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
        task.get().close();
    }

    @Test
    void closedChannelIsRefused() throws Exception {
        channel.close();
        assertThatThrownBy(() -> locker.lock(channel, SHARED)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> locker.tryLock(channel, SHARED)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> locker.open(channel)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void channelOfAnotherKindIsRefused(@TempDir Path dir) throws Exception {
        try (FileChannel real = FileChannel.open(dir.resolve("file"), CREATE, WRITE)) {
            assertThatThrownBy(() -> locker.lock(real, SHARED)).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void closingTheChannelReleasesItsLock() throws Exception {
        HeldFileLock first = locker.lock(channel, SHARED);
        HeldFileLock second = locker.lock(channel, SHARED);
        channel.close();
        assertThat(List.of(first.isValid(), second.isValid())).containsExactly(false, false);
        assertThat(isFree(EXCLUSIVE)).isTrue();
        first.close();
        second.close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void channelThatIsClosedDuringItsAcquisitionIsNotHeld() {
        script.before(Operation.TRY_LOCK, channel::close);
        assertThatThrownBy(() -> locker.lock(channel, EXCLUSIVE)).isInstanceOf(ClosedChannelException.class);
        assertThat(backend.openHandles()).isZero();
    }

    @Test
    void failureToAdoptIsToldAndForgotten() throws Exception {
        script.before(Operation.ADOPT, Failures.IO.once());
        assertThatThrownBy(() -> locker.lock(channel, EXCLUSIVE)).isSameAs(Failures.IO.thrown());
        locker.lock(channel, EXCLUSIVE).close();
    }

    @Test
    void locksThatCloseWithTheirChannelsAreForgotten() throws Exception {
        for (int i = 0; i < 50; i++) {
            MemoryChannel each = files.channel(Path.of("lock-" + i));
            locker.lock(each, EXCLUSIVE);
            each.close();
        }
        locker.lock(channel, EXCLUSIVE).close();
        eventually().untilAsserted(() -> assertThat(EngineState.leftovers()).isEmpty());
    }

    /** The engine forgets closed channels when the next one comes; the contract of the backend ends there. */
    @Test
    void nothingIsAskedOfAChannelThatWasForgotten() throws Exception {
        LockFile file = locker.open(channel);
        HeldFileLock lock = file.lock(EXCLUSIVE);
        channel.close();
        locker.lock(files.channel(FILE), EXCLUSIVE).close();
        lock.close();
        assertThatThrownBy(() -> file.tryLock(EXCLUSIVE)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.lock(EXCLUSIVE)).isInstanceOf(ClosedChannelException.class);
        file.close();
    }

    @Test
    void channelIsForgottenOnlyAfterATryUnderWay() throws Exception {
        use(Traits.SLOW_SERVER);
        Gate answer = script.gateBefore(Operation.TRY_LOCK);
        Task<HeldFileLock> task = Task.start(() -> locker.lock(channel, EXCLUSIVE));
        eventually().until(() -> !answer.visitors().isEmpty());
        channel.close();
        locker.open(files.channel(FILE)).close();
        assertThat(script.count(Operation.CLOSE)).isEqualTo(1);
        answer.open();
        assertThatThrownBy(task::get).isInstanceOf(ClosedChannelException.class);
        eventually().until(() -> script.count(Operation.CLOSE) == 2);
    }

    @Test
    void closingTheChannelEndsAWaitForAnotherProcess() throws Exception {
        try (OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            Task<HeldFileLock> waiter = Task.start(() -> locker.lock(channel, EXCLUSIVE));
            eventually().until(() -> script.count(Operation.TRY_LOCK) > 3);
            channel.close();
            assertThatThrownBy(waiter::get).as("beside %s", other).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void closingTheChannelEndsAWaitForAThread() throws Exception {
        try (HeldFileLock lock = locker.lock(FILE, EXCLUSIVE)) {
            Task<HeldFileLock> waiter =
                    Task.start(() -> locker.lock(channel, EXCLUSIVE)).queued();
            channel.close();
            assertThatThrownBy(waiter::get).as("beside %s", lock).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void closingTheChannelEndsAWaitBehindAnother() throws Exception {
        HeldFileLock lock = locker.lock(FILE, EXCLUSIVE);
        Task<HeldFileLock> first =
                Task.start(() -> locker.lock(FILE, EXCLUSIVE)).queued();
        Task<HeldFileLock> second =
                Task.start(() -> locker.lock(channel, EXCLUSIVE)).queued();
        channel.close();
        assertThatThrownBy(second::get).isInstanceOf(ClosedChannelException.class);
        lock.close();
        first.get().close();
    }

    @Test
    void channelsOfOneDescriptorShareOneLock() throws Exception {
        MemoryChannel sibling = channel.sibling();
        HeldFileLock lock = locker.lock(channel, EXCLUSIVE);
        assertThat(locker.tryLock(sibling, EXCLUSIVE)).isNull();
        Task<HeldFileLock> next =
                Task.start(() -> locker.lock(sibling, EXCLUSIVE)).queued();
        lock.close();
        next.get().close();
        assertThat(isFree(EXCLUSIVE)).isTrue();
    }

    @Test
    void slowAdoptionKeepsNoOtherChannelWaiting() throws Exception {
        Gate gate = script.gateBefore(Operation.ADOPT);
        Task<HeldFileLock> slow = Task.start(() -> locker.lock(channel, EXCLUSIVE));
        eventually().until(() -> !gate.visitors().isEmpty());
        script.before(Operation.ADOPT, () -> {});
        Task<HeldFileLock> other = Task.start(() -> locker.lock(files.channel(Path.of("other")), EXCLUSIVE));
        other.get().close();
        gate.open();
        slow.get().close();
    }

    /** The last user of a descriptor goes, and releases what was handed off, while another one comes. */
    @Test
    void newUserDoesNotGetALockThatTheLastOneStillReleases() throws Exception {
        OpenFile open = ChannelRegistry.use(backend, channel);
        Hold hold = open.lock.attempt(LockRequest.once(EXCLUSIVE, null, null));
        assertThat(hold).isNotNull();
        Waiter waiter = new Waiter(open.queue, open, EXCLUSIVE) {
            @Override
            public Thread thread() {
                return null;
            }

            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public boolean isWithdrawn() {
                return false;
            }
        };
        open.queue.enqueue(waiter);
        hold.close();
        open.queue.dequeue(waiter);
        Gate unlock = script.gateBefore(Operation.UNLOCK);
        Task<Boolean> last = Task.start(() -> {
            open.removeUser();
            return true;
        });
        eventually().until(() -> !unlock.visitors().isEmpty());
        Task<HeldFileLock> next = Task.start(() -> locker.lock(channel, EXCLUSIVE));
        eventually().until(() -> next.result().isDone() || next.thread().getState() == Thread.State.WAITING);
        unlock.open();
        last.get();
        try (HeldFileLock lock = next.get();
                OtherProcess other = files.otherProcess(FILE)) {
            assertThat(other.tryLock(EXCLUSIVE)).as("beside %s", lock).isFalse();
        }
    }
}
