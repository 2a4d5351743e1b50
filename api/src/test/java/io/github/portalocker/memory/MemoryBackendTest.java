package io.github.portalocker.memory;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockRange;
import io.github.portalocker.spi.OpenOptions;
import io.github.portalocker.spi.PendingWait;
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

    private MemoryHandle open() throws IOException {
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
        try (MemoryHandle first = open();
                MemoryHandle second = open();
                OtherProcess other = files.otherProcess(FILE)) {
            assertThat(first.lock(EXCLUSIVE)).isTrue();
            assertThat(second.lock(SHARED)).isFalse();
            assertThat(other.tryLock(SHARED)).isFalse();
            first.release();
            assertThat(first.lock(SHARED)).isTrue();
            assertThat(second.lock(EXCLUSIVE)).isFalse();
            assertThat(second.lock(SHARED)).isTrue();
            assertThat(other.tryLock(SHARED)).isTrue();
            first.release();
            second.release();
        }
    }

    @Test
    void rangesConflictWhereTheyOverlap() throws Exception {
        try (MemoryHandle whole = open();
                MemoryHandle left = whole.openRange(new LockRange(0, 10));
                MemoryHandle right = whole.openRange(new LockRange(10, 10))) {
            assertThat(left.lock(EXCLUSIVE)).isTrue();
            assertThat(right.lock(EXCLUSIVE)).isTrue();
            assertThat(whole.lock(SHARED)).isFalse();
            left.release();
            right.release();
        }
    }

    @Test
    void deletedFileIsAnotherOneThanTheNextOfItsName() throws Exception {
        try (MemoryHandle old = open()) {
            assertThat(old.lock(EXCLUSIVE)).isTrue();
            files.delete(FILE);
            assertThat(old.namesSameFile()).isFalse();
            try (MemoryHandle fresh = open()) {
                assertThat(fresh.identity()).isNotEqualTo(old.identity());
                assertThat(fresh.lock(EXCLUSIVE)).isTrue();
                fresh.release();
            }
            old.release();
        }
    }

    @Test
    void waitEndsWithAGrantOrACancellation() throws Exception {
        try (MemoryHandle handle = open();
                OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            PendingWait cancelled = handle.newWait(EXCLUSIVE);
            assertThat(cancelled.cancel()).as("lost, as it does not wait yet").isTrue();
            CompletableFuture<Boolean> first = begin(cancelled);
            assertThat(first).isNotDone();
            cancelled.cancel();
            assertThat(first.get(10, TimeUnit.SECONDS)).isFalse();
            CompletableFuture<Boolean> second = begin(handle.newWait(EXCLUSIVE));
            other.unlock();
            assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(other.tryLock(SHARED)).isFalse();
            handle.release();
        }
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void waitsEndAtOnceWhenATestAsksForThat() throws Exception {
        backend.endWaitsAtOnce();
        try (MemoryHandle handle = open();
                OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            assertThat(handle.newWait(EXCLUSIVE).await()).isNull();
            other.unlock();
            assertThat(handle.newWait(EXCLUSIVE).await()).isNotNull();
            handle.release();
        }
    }

    private CompletableFuture<Boolean> begin(PendingWait wait) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(wait.await() != null);
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
        try (MemoryHandle handle = open();
                OtherProcess other = files.otherProcess(FILE)) {
            assertThat(handle.lock(EXCLUSIVE)).isTrue();
            assertThat(handle.isStillHeld()).isTrue();
            files.loseLocks(FILE);
            assertThat(handle.isStillHeld()).isFalse();
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
            handle.release();
        }
    }

    @Test
    void closedChannelHasNoLock() throws Exception {
        MemoryChannel channel = files.channel(FILE);
        MemoryHandle handle = backend.adopt(channel);
        assertThat(handle.lock(EXCLUSIVE)).isTrue();
        channel.close();
        assertThat(handle.namesSameFile()).isFalse();
        assertThatThrownBy(() -> handle.lock(SHARED)).isInstanceOf(ClosedChannelException.class);
        try (OtherProcess other = files.otherProcess(FILE)) {
            assertThat(other.tryLock(EXCLUSIVE)).isTrue();
        }
        handle.release();
        handle.close();
    }

    @Test
    void whatIsNotReleasedIsLeftOver() throws Exception {
        MemoryHandle handle = open();
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
        MemoryHandle handle = open();
        handle.release();
        assertViolation("an unlock without a lock");
        assertThat(handle.lock(SHARED)).isTrue();
        assertThat(handle.lock(SHARED)).isTrue();
        assertViolation("a lock is asked for on a handle that has one");
        handle.close();
        assertViolation("a close of what is locked");
        handle.close();
        assertViolation("after the close");
    }

    @Test
    void useOfOneHandleByTwoThreadsIsSeen() throws Exception {
        try (MemoryHandle handle = open();
                OtherProcess other = files.otherProcess(FILE).lock(EXCLUSIVE)) {
            PendingWait wait = handle.newWait(EXCLUSIVE);
            CompletableFuture<Boolean> running = begin(wait);
            assertThat(handle.lock(SHARED)).as("beside %s", other).isFalse();
            assertViolation("beside AWAIT");
            wait.cancel();
            running.get(10, TimeUnit.SECONDS);
        }
    }
}
