package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.Portalocker;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a lock server must do besides what all locks on names do: it can lose locks, and says so.
 *
 * <p>The tests of one class use one server, which listens on the loopback; some of them stop it and start it again.
 *
 * @since 0.1.0
 */
public interface ServerContract extends NamesContract {
    /** {@return the URI of the locks of a test, on the server itself; it contains {@link #address()}} */
    String uri(Path dir);

    /**
     * {@return the same, for clients that learn within about two seconds that they are cut off, and fail within some when the server
     * does not answer}
     */
    default String impatientUri(Path dir) {
        return uri(dir);
    }

    /** {@return where the server listens} */
    int port();

    /** {@return how URIs name that port: the relay of a test, or a port at which there is nothing, takes its place} */
    default String address() {
        return "127.0.0.1:" + port();
    }

    /** Ends the sessions of all who hold {@link #NAME}, on the server, as an administrator can; returns when it has been done. */
    void endSessions(Path dir) throws Exception;

    /** {@return how many holders of {@link #NAME} and waiters for it the server knows, asked without this library} */
    int entries(Path dir) throws Exception;

    /** Stops the server as one that crashes. */
    void stopServer() throws Exception;

    /** Starts it again, with what it had stored. */
    void startServer() throws Exception;

    /**
     * {@return whether the server by itself gives to others the locks of a client that says nothing while its connection stays, because it
     * is paused, or because a relay in between is cut}
     */
    default boolean noticesSilence() {
        return true;
    }

    /** {@return whether the server tells of holders and waiters which processes they are} */
    default boolean namesClients() {
        return true;
    }

    @Override
    default NamedLocks connect(Path dir) throws IOException {
        return NamedLocks.connect(uri(dir));
    }

    @Override
    default boolean hasTokens() {
        return true;
    }

    /** A server that does not answer in time still knows of a wait whose deadline has passed. */
    @Override
    default boolean forgetsWaitsAtOnce() {
        return false;
    }

    private void awaitEntries(Path dir, int count) throws Exception {
        Threads.awaitThat(() -> entries(dir) == count, count + " holders and waiters");
    }

    private static long token(HeldNamedLock lock) {
        return lock.fencingToken().orElseThrow();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    private static void requireLost(HeldNamedLock lock) {
        assertThat(lock.isValid()).isFalse();
        assertThatThrownBy(lock::ensureValid).isInstanceOf(LockLostException.class);
    }

    /** Locks as soon as the server answers again. */
    private static HeldNamedLock lockAgain(NamedLocks locks, String name) throws Exception {
        List<HeldNamedLock> held = new ArrayList<>();
        Threads.awaitThat(
                () -> {
                    try {
                        return held.add(locks.lock(name, EXCLUSIVE));
                    } catch (LockException e) {
                        return false;
                    }
                },
                "the server answers again");
        return held.get(0);
    }

    @Test
    @DisplayName(
            "a session that the server has ended is a loss: told, not valid, closed without an error; the next holder has a greater token")
    default void endedSessionIsALoss(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(impatientUri(dir));
                NamedLocks others = connect(dir)) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<LockLoss> told = lost.lost().toCompletableFuture();
            CompletableFuture<HeldNamedLock> next = others.lockAsync(NAME, EXCLUSIVE);
            awaitEntries(dir, 2);
            endSessions(dir);
            try (HeldNamedLock lock = get(next)) {
                assertThat(token(lock)).isGreaterThan(token(lost));
                assertThat(get(told).subject()).isEqualTo(NAME);
                requireLost(lost);
                lost.close();
                lock.ensureValid();
                assertThat(locks.tryLock(NAME, SHARED)).isNull();
            }
            try (HeldNamedLock again = locks.lock(NAME, EXCLUSIVE)) { // in a new session
                again.ensureValid();
            }
        }
    }

    @Test
    @DisplayName("waiters of the client whose session has ended go on, each with a token of its own")
    default void waitersGoOnAfterALoss(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(impatientUri(dir))) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<HeldNamedLock> one = locks.lockAsync(NAME, EXCLUSIVE);
            CompletableFuture<HeldNamedLock> other = locks.lockAsync(NAME, EXCLUSIVE);
            endSessions(dir);
            HeldNamedLock lock = (HeldNamedLock) get(CompletableFuture.anyOf(one, other)); // they queue anew
            requireLost(lost);
            assertThat(token(lock)).isGreaterThan(token(lost));
            lost.close();
            lock.ensureValid();
            lock.close();
            try (HeldNamedLock last = get(one.getNow(null) == lock ? other : one)) {
                assertThat(token(last)).isGreaterThan(token(lock));
            }
        }
    }

    @Test
    @DisplayName("new readers of a client that reads do not overtake, for long, a writer that waits elsewhere")
    default void newReadersLetAWriterElsewhereGoFirst(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            HeldNamedLock first = locks.lock(NAME, SHARED);
            CompletableFuture<HeldNamedLock> writer = others.lockAsync(NAME, EXCLUSIVE);
            awaitEntries(dir, 2);
            Threads.awaitThat(() -> !Threads.start(() -> couldRead(locks)).get(), "a new reader is refused");
            assertThat(couldRead(locks)).as("the thread that reads already").isTrue();
            first.close();
            get(writer).close();
            assertThat(couldRead(locks)).isTrue();
        }
    }

    private static boolean couldRead(NamedLocks locks) throws IOException {
        try (HeldNamedLock lock = locks.tryLock(NAME, SHARED)) {
            return lock != null;
        }
    }

    @Test
    @DisplayName("a lost shared lock is shared with no one, not even with the thread that has it")
    default void lostLockIsNotJoined(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(impatientUri(dir));
                NamedLocks others = connect(dir)) {
            HeldNamedLock lost = locks.lock(NAME, SHARED);
            requireNonNull(locks.tryLock(NAME, SHARED)).close();
            CompletableFuture<LockLoss> told = lost.lost().toCompletableFuture();
            CompletableFuture<HeldNamedLock> next = others.lockAsync(NAME, EXCLUSIVE);
            awaitEntries(dir, 2);
            endSessions(dir);
            get(told);
            try (HeldNamedLock lock = get(next)) {
                assertThat(locks.tryLock(NAME, SHARED)).as("beside %s", lock).isNull();
                lost.close();
                assertThat(locks.tryLock(NAME, SHARED)).as("beside %s", lock).isNull();
            }
            locks.lock(NAME, SHARED).close();
        }
    }

    @Test
    @DisplayName("a holder whose network is cut is told before another one can hold")
    default void holderThatIsCutOffIsToldBeforeAnotherOneHolds(@TempDir Path dir) throws Exception {
        try (Relay relay = new Relay(port());
                NamedLocks locks = NamedLocks.connect(impatientUri(dir).replace(address(), relay.address()));
                NamedLocks others = connect(dir)) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<LockLoss> told = lost.lost().toCompletableFuture();
            CompletableFuture<HeldNamedLock> next = others.lockAsync(NAME, EXCLUSIVE);
            CompletableFuture<Boolean> toldFirst = next.thenApply(lock -> told.isDone());
            awaitEntries(dir, 2);
            relay.cut();
            get(told);
            requireLost(lost);
            lost.close();
            assertThatThrownBy(() -> locks.tryLock("other", EXCLUSIVE)).isInstanceOf(LockException.class);
            if (!noticesSilence()) {
                relay.heal();
            }
            HeldNamedLock lock = get(next);
            assertThat(get(toldFirst)).isTrue();
            assertThat(token(lock)).isGreaterThan(token(lost));
            relay.heal();
            lockAgain(locks, "other").close();
            lock.ensureValid();
            lock.close();
        }
    }

    @Test
    @DisplayName(
            "a server that stops for long is a loss, and an error to those who want to lock; tokens rise when it is back")
    default void serverThatIsAwayIsALoss(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(impatientUri(dir))) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<LockLoss> told = lost.lost().toCompletableFuture();
            stopServer();
            try {
                assertThat(get(told).subject()).isEqualTo(NAME);
                requireLost(lost);
                assertThatThrownBy(() -> locks.lock(NAME, EXCLUSIVE))
                        .isInstanceOf(LockException.class)
                        .hasMessageContaining("refused");
                lost.close();
            } finally {
                startServer();
            }
            try (HeldNamedLock lock = lockAgain(locks, NAME)) {
                assertThat(token(lock)).isGreaterThan(token(lost));
            }
        }
    }

    @Test
    @DisplayName("the lock of a process that was killed goes to the next one")
    default void killedProcessFreesItsLock(@TempDir Path dir) throws Exception {
        try (Program process = Program.java(List.of(), ServerHolder.class, impatientUri(dir), NAME);
                NamedLocks locks = connect(dir)) {
            long first = ServerHolder.tokenOf(process.readLine());
            if (namesClients()) {
                assertThat(locks.holders(NAME))
                        .singleElement()
                        .satisfies(holder -> assertThat(holder.pid()).hasValue(process.pid()));
            }
            CompletableFuture<HeldNamedLock> next = locks.lockAsync(NAME, EXCLUSIVE);
            awaitEntries(dir, 2);
            process.kill();
            try (HeldNamedLock lock = get(next)) {
                assertThat(token(lock)).isGreaterThan(first);
            }
        }
    }

    @Test
    @DisplayName("a process that was stopped knows when it goes on whether it has its lock")
    @DisabledOnOs(OS.WINDOWS)
    default void stoppedProcessKnowsWhetherItHolds(@TempDir Path dir) throws Exception {
        try (Program process = Program.java(List.of(), ServerHolder.class, impatientUri(dir), NAME);
                NamedLocks locks = connect(dir)) {
            long first = ServerHolder.tokenOf(process.readLine());
            process.signal("STOP");
            HeldNamedLock lock =
                    locks.tryLock(NAME, EXCLUSIVE, Duration.ofSeconds(noticesSilence() ? Patience.SECONDS : 2));
            assertThat(lock != null).isEqualTo(noticesSilence());
            process.signal("CONT");
            process.send("valid");
            assertThat(process.readLine()).isEqualTo(lock == null ? "valid" : "not valid");
            if (lock != null) {
                assertThat(token(lock)).isGreaterThan(first);
                process.send("lost");
                assertThat(process.readLine()).isEqualTo(NAME);
            }
            process.send("end");
            process.awaitLine("closed");
            assertThat(process.exitCode()).isZero();
            if (lock != null) {
                lock.ensureValid();
                lock.close();
            }
            locks.lock(NAME, EXCLUSIVE).close();
        }
    }

    @Test
    @DisplayName("cancelled waits (timeout, interrupt, future) leave nothing on the server")
    default void cancelledWaitsLeaveNothing(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            HeldNamedLock lock = others.lock(NAME, EXCLUSIVE);
            for (int i = 0; i < 40; i++) {
                assertThat(locks.tryLock(NAME, i % 2 == 0 ? EXCLUSIVE : SHARED, Duration.ofMillis(1 + i % 10)))
                        .isNull();
                CompletableFuture<HeldNamedLock> future = locks.lockAsync(NAME, EXCLUSIVE);
                Thread.sleep(i % 3);
                future.cancel(false);
            }
            Threads.Task<HeldNamedLock> interrupted = Threads.start(() -> locks.lock(NAME, EXCLUSIVE));
            awaitEntries(dir, 2);
            interrupted.thread().interrupt();
            assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
            awaitEntries(dir, 1);
            lock.close();
            locks.lock(NAME, EXCLUSIVE).close();
            awaitEntries(dir, 0);
        }
    }

    /** What it says; it names the holder, if there is time to ask for it. */
    private static String timeoutOf(NamedLocks locks) throws Exception {
        try (HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE, Duration.ofMillis(300))) {
            throw new AssertionError("held by two: " + lock);
        } catch (LockTimeoutException e) {
            return e.getMessage();
        }
    }

    @Test
    @DisplayName("holders and waiters are named, as far as the server knows them")
    default void clientsAreNamed(@TempDir Path dir) throws Exception {
        long self = ProcessHandle.current().pid();
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir);
                NamedLocks third = connect(dir);
                HeldNamedLock lock = locks.lock(NAME, SHARED)) {
            CompletableFuture<HeldNamedLock> waiting = others.lockAsync(NAME, EXCLUSIVE);
            awaitEntries(dir, 2);
            if (namesClients()) {
                assertThat(third.holders(NAME)).as("%s", lock).singleElement().satisfies(holder -> {
                    assertThat(holder.pid()).hasValue(self);
                    assertThat(holder.mode()).hasValue(SHARED);
                    assertThat(holder.host()).isEmpty();
                });
                assertThat(third.waiters(NAME)).singleElement().satisfies(waiter -> {
                    assertThat(waiter.pid()).hasValue(self);
                    assertThat(waiter.mode()).hasValue(EXCLUSIVE);
                    assertThat(waiter.host()).isEmpty();
                });
                Threads.awaitThat(() -> timeoutOf(third).contains("this process"), "a timeout names the holder");
            } else {
                assertThat(third.holders(NAME)).isEmpty();
                assertThat(third.waiters(NAME)).isEmpty();
            }
            waiting.cancel(false);
        }
    }

    @Test
    @DisplayName("a server that is not there is an error that says where it was looked for")
    default void serverThatIsNotThereIsAnError(@TempDir Path dir) {
        assertThatThrownBy(() -> NamedLocks.connect(impatientUri(dir).replace(address(), "127.0.0.1:1")))
                .isInstanceOf(LockException.class)
                .hasMessageContaining("127.0.0.1:1");
    }

    @Test
    @DisplayName("a server is no backend, and is not asked when backends are listed")
    default void serverIsNoBackend(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            assertThat(Portalocker.backends())
                    .noneMatch(backend -> backend.name().equals(lock.backend()));
        }
    }
}
