package io.github.portalocker.memory;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockRange;
import io.github.portalocker.spi.KernelWait;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.OpenOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the tests of the engine rely on: that this backend locks as an operating system does, and sees what is wrong. */
final class MemoryBackendTest {
    private static final Path FILE = Path.of("lock");

    private final MemoryBackend backend = new MemoryBackend(Traits.LOCAL);
    private final MemoryFiles files = backend.files;

    private LockHandle open() throws IOException {
        return backend.open(FILE, OpenOptions.DEFAULT);
    }

    private void assertViolation(String text) {
        assertThat(backend.violations()).hasSize(1).first().asString().contains(text);
        backend.violations().clear();
    }

    @AfterEach
    void nothingElseIsWrong() {
        assertThat(backend.violations()).isEmpty();
    }

    @Test
    void exclusiveKeepsAllOthersOutAndSharedOnlyExclusive() throws Exception {
        try (LockHandle first = open();
                LockHandle second = open();
                OtherProcess other = files.otherProcess(FILE)) {
            assertThat(first.tryLock(EXCLUSIVE)).isTrue();
            assertThat(second.tryLock(SHARED)).isFalse();
            assertThat(other.tryLock(SHARED)).isFalse();
            first.unlock();
            assertThat(first.tryLock(SHARED)).isTrue();
            assertThat(second.tryLock(EXCLUSIVE)).isFalse();
            assertThat(second.tryLock(SHARED)).isTrue();
            assertThat(other.tryLock(SHARED)).isTrue();
            first.unlock();
            second.unlock();
        }
    }

    @Test
    void rangesConflictWhereTheyOverlap() throws Exception {
        try (LockHandle whole = open();
                LockHandle left = whole.openRange(new LockRange(0, 10));
                LockHandle right = whole.openRange(new LockRange(10, 10))) {
            assertThat(left.tryLock(EXCLUSIVE)).isTrue();
            assertThat(right.tryLock(EXCLUSIVE)).isTrue();
            assertThat(whole.tryLock(SHARED)).isFalse();
            left.unlock();
            right.unlock();
        }
    }

    @Test
    void deletedFileIsAnotherOneThanTheNextOfItsName() throws Exception {
        try (LockHandle old = open()) {
            assertThat(old.tryLock(EXCLUSIVE)).isTrue();
            files.delete(FILE);
            assertThat(old.namesSameFile()).isFalse();
            try (LockHandle fresh = open()) {
                assertThat(fresh.identity()).isNotEqualTo(old.identity());
                assertThat(fresh.tryLock(EXCLUSIVE)).isTrue();
                fresh.unlock();
            }
            old.unlock();
        }
    }

    @Test
    void waitEndsWithAGrantOrACancellation() throws Exception {
        try (LockHandle handle = open();
                OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            KernelWait cancelled = handle.newWait(EXCLUSIVE);
            assertThat(cancelled.cancel()).as("lost, as it does not wait yet").isTrue();
            CompletableFuture<Boolean> first = begin(cancelled);
            assertThat(first).isNotDone();
            cancelled.cancel();
            assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
            CompletableFuture<Boolean> second = begin(handle.newWait(EXCLUSIVE));
            other.unlock();
            assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(other.tryLock(SHARED)).isFalse();
            handle.unlock();
        }
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void waitsEndAtOnceWhenATestAsksForThat() throws Exception {
        backend.endWaitsAtOnce();
        try (LockHandle handle = open();
                OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            assertThat(handle.newWait(EXCLUSIVE).await()).isFalse();
            other.unlock();
            assertThat(handle.newWait(EXCLUSIVE).await()).isTrue();
            handle.unlock();
        }
    }

    private CompletableFuture<Boolean> begin(KernelWait wait) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(wait.await());
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> backend.waits() == 1);
        return result;
    }

    @Test
    void lostLockIsStillUnlockedButKeepsNoneOut() throws Exception {
        try (LockHandle handle = open();
                OtherProcess other = files.otherProcess(FILE)) {
            assertThat(handle.tryLock(EXCLUSIVE)).isTrue();
            assertThat(handle.isStillLocked(EXCLUSIVE)).isTrue();
            files.loseLocks(FILE);
            assertThat(handle.isStillLocked(EXCLUSIVE)).isFalse();
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
            handle.unlock();
        }
    }

    @Test
    void closedChannelHasNoLock() throws Exception {
        MemoryChannel channel = files.channel(FILE);
        LockHandle handle = backend.adopt(channel);
        assertThat(handle.tryLock(EXCLUSIVE)).isTrue();
        channel.close();
        assertThat(handle.namesSameFile()).isFalse();
        assertThatThrownBy(() -> handle.tryLock(SHARED)).isInstanceOf(ClosedChannelException.class);
        try (OtherProcess other = files.otherProcess(FILE)) {
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
        handle.unlock();
        handle.close();
    }

    @Test
    void whatIsNotGivenBackIsLeftOver() throws Exception {
        LockHandle handle = open();
        try (var channel = handle.channel()) {
            assertThat(channel.size()).isZero();
            assertThat(backend.leftovers()).hasSize(2);
        }
        assertThat(backend.leftovers()).hasSize(1);
        handle.close();
        assertThat(backend.leftovers()).isEmpty();
    }

    @Test
    void breachesOfTheContractAreSeen() throws Exception {
        LockHandle handle = open();
        handle.unlock();
        assertViolation("an unlock without a lock");
        assertThat(handle.tryLock(SHARED)).isTrue();
        assertThat(handle.tryLock(SHARED)).isTrue();
        assertViolation("a lock is asked for on a handle that has one");
        handle.close();
        assertViolation("a close of what is locked");
        handle.close();
        assertViolation("after the close");
    }

    @Test
    void useOfOneHandleByTwoThreadsIsSeen() throws Exception {
        try (LockHandle handle = open();
                OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            KernelWait wait = handle.newWait(EXCLUSIVE);
            CompletableFuture<Boolean> running = begin(wait);
            assertThat(handle.tryLock(SHARED)).as("beside %s", other).isFalse();
            assertViolation("beside AWAIT");
            wait.cancel();
            running.get(10, TimeUnit.SECONDS);
        }
    }
}
