package io.github.portalocker.zookeeper;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockLostException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.spi.LockUri;
import io.github.portalocker.tck.Program;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Sessions that end, networks that are cut, servers that restart, processes that are stopped. */
final class ZookeeperOutageTest extends OneServer {
    @Test
    void endedSessionIsALossAndTheNextHolderHasAGreaterToken() throws Exception {
        try (NamedLocks locks = connect();
                NamedLocks others = connect()) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<LockLoss> told = lost.lost().toCompletableFuture();
            CompletableFuture<HeldNamedLock> next = others.lockAsync(NAME, EXCLUSIVE);
            awaitNodes(2);
            inspector.endSessionOf(nodes().stream().sorted(byNumber()).toList().get(0));
            try (HeldNamedLock lock = next.get(60, TimeUnit.SECONDS)) {
                assertThat(token(lock)).isGreaterThan(token(lost));
                assertThat(told).succeedsWithin(PATIENCE);
                assertThat(told.join().subject()).isEqualTo(NAME);
                assertThat(lost.isValid()).isFalse();
                assertThatThrownBy(lost::ensureValid).isInstanceOf(LockLostException.class);
                lost.close();
                assertThat(lock.isValid()).isTrue();
            }
            try (HeldNamedLock again = locks.lock(NAME, EXCLUSIVE)) { // in a new session
                again.ensureValid();
            }
        }
    }

    private static java.util.Comparator<String> byNumber() {
        return java.util.Comparator.comparing(node -> node.substring(node.length() - 10));
    }

    @Test
    void holderThatIsCutOffIsToldBeforeAnotherOneHolds() throws Exception {
        try (Relay relay = new Relay(server.getPort());
                NamedLocks locks = NamedLocks.connect(
                        "zookeeper://" + relay.address() + ROOT + "?sessionTimeout=2000&timeout=1000");
                NamedLocks others = connect()) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<Long> told = lost.lost().toCompletableFuture().thenApply(loss -> System.nanoTime());
            CompletableFuture<HeldNamedLock> next = others.lockAsync(NAME, EXCLUSIVE);
            CompletableFuture<Long> held = next.thenApply(lock -> System.nanoTime());
            awaitNodes(2);
            long start = System.nanoTime();
            relay.cut();
            next.get(60, TimeUnit.SECONDS);
            assertThat(told).isDone();
            System.out.println("cut off with a session of 2000 ms: told after "
                    + TimeUnit.NANOSECONDS.toMillis(told.join() - start) + " ms, another one holds after "
                    + TimeUnit.NANOSECONDS.toMillis(held.join() - start) + " ms");
            assertThat(told.join()).isLessThan(held.join());
            assertThat(lost.isValid()).isFalse();
            long closing = System.nanoTime();
            lost.close();
            assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(20));
            assertThatThrownBy(() -> locks.tryLock("other", EXCLUSIVE))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll("other", relay.address(), "has not answered for 1000 ms", "majority");
            relay.heal();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> locks.lock("other", EXCLUSIVE).close());
            next.join().close();
        }
    }

    @Test
    void shortInterruptionOfTheNetworkKeepsTheLockAndThePlaceInTheLine() throws Exception {
        try (Relay relay = new Relay(server.getPort());
                NamedLocks locks = NamedLocks.connect("zookeeper://" + relay.address() + ROOT);
                NamedLocks others = connect()) {
            HeldNamedLock lock = locks.lock("held", EXCLUSIVE);
            HeldNamedLock theirs = others.lock(NAME, EXCLUSIVE);
            CompletableFuture<HeldNamedLock> waiting = locks.lockAsync(NAME, EXCLUSIVE);
            awaitNodes(2);
            List<String> before = nodes();
            relay.heal(); // breaks the connection
            lock.ensureValid();
            assertThat(nodes()).isEqualTo(before);
            assertThat(others.tryLock("held", SHARED)).isNull();
            theirs.close();
            waiting.get(60, TimeUnit.SECONDS).close();
            lock.close();
        }
    }

    @Test
    void restartOfTheServerKeepsTheLockAndThePlaceInTheLine() throws Exception {
        try (NamedLocks locks = connect();
                NamedLocks others = connect()) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<HeldNamedLock> next = others.lockAsync(NAME, EXCLUSIVE);
            awaitNodes(2);
            List<String> before = nodes();
            server.restart();
            lock.ensureValid();
            assertThat(lock.lost().toCompletableFuture()).isNotDone();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(nodes()).isEqualTo(before));
            assertThat(next).isNotDone();
            lock.close();
            next.get(60, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void serverThatStopsIsALossInTimeAndABoundedErrorForOthers() throws Exception {
        try (NamedLocks locks = NamedLocks.connect(uri("?sessionTimeout=2000&timeout=1000"))) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            long token = token(lost);
            CompletableFuture<LockLoss> told = lost.lost().toCompletableFuture();
            server.stop();
            try {
                assertThat(told).succeedsWithin(PATIENCE);
                assertThat(told.join().toString()).contains(NAME);
                assertThatThrownBy(() -> locks.lock(NAME, EXCLUSIVE))
                        .isInstanceOf(LockException.class)
                        .hasMessageContainingAll(
                                NAME, server.getConnectString(), "refused", "check that its servers run");
                lost.close();
            } finally {
                server.restart();
            }
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                try (HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
                    assertThat(token(lock)).isGreaterThan(token);
                }
            });
        }
    }

    @Test
    void nodeWhoseAnswerWasLostIsFoundAndRemoved() throws Exception {
        try (Relay relay = new Relay(server.getPort());
                NamedLocks others = connect();
                HeldNamedLock reader = others.lock(NAME, SHARED)) { // so that the folder is there
            LockUri uri = LockUri.parse("zookeeper://" + relay.address() + ROOT);
            Connection connection = Connection.open(uri.toString(), Options.of(uri));
            try {
                relay.loseAnswers();
                LockNode node = LockNode.create(connection, connection.session(), Folder.of(ROOT, NAME), EXCLUSIVE);
                awaitNodes(2);
                assertThat(node.made()).isNotDone();
                CompletableFuture<KeeperException.Code> removed = node.remove();
                relay.heal();
                assertThat(removed).succeedsWithin(PATIENCE).isEqualTo(KeeperException.Code.OK);
                assertThat(node.made().join().code()).isEqualTo(KeeperException.Code.CONNECTIONLOSS);
                assertThat(node.session.whyEnded()).isNull();
                assertThat(nodes()).as("beside %s", reader).hasSize(1);
            } finally {
                connection.close();
            }
        }
    }

    @Test
    void lockWhoseReleaseWasNotAnsweredIsReleased() throws Exception {
        try (Relay relay = new Relay(server.getPort());
                NamedLocks locks = NamedLocks.connect(
                        "zookeeper://" + relay.address() + ROOT + "?sessionTimeout=9000&timeout=500");
                NamedLocks others = connect()) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            relay.cut();
            lock.close();
            assertThat(lock.isValid()).isFalse();
            assertThat(nodes()).hasSize(1);
            relay.heal();
            others.lock(NAME, EXCLUSIVE, PATIENCE).close();
            awaitNodes(0);
        }
    }

    @Test
    void nodeThatWasRemovedByHandIsFoundOut() throws Exception {
        try (NamedLocks locks = connect()) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            lock.ensureValid();
            inspector.delete(nodes().get(0));
            assertThatThrownBy(lock::ensureValid)
                    .isInstanceOf(LockLostException.class)
                    .hasMessageContainingAll(NAME, "its node was removed");
            assertThat(lock.isValid()).isFalse();
            lock.close();
        }
    }

    @Test
    void stoppedProcessLosesAndTheNextOneHasAGreaterToken() throws Exception {
        try (Program process = Program.java(List.of(), HolderMain.class, uri("?sessionTimeout=2000"), NAME);
                NamedLocks locks = connect()) {
            String line = process.readLine();
            assertThat(line).startsWith("locked ");
            long first = Long.parseLong(line.substring("locked ".length()));
            signal("STOP", process.pid());
            try (HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE, PATIENCE)) {
                assertThat(token(lock)).isGreaterThan(first);
                signal("CONT", process.pid());
                process.send("valid");
                assertThat(process.readLine()).isEqualTo("not valid");
                process.send("lost");
                assertThat(process.readLine()).isEqualTo(NAME);
                process.send("end");
                process.awaitLine("closed");
                assertThat(process.exitCode()).isZero();
                lock.ensureValid();
            }
        }
    }

    @Test
    void killedProcessFreesItsLockWithItsSession() throws Exception {
        try (Program process = Program.java(List.of(), HolderMain.class, uri("?sessionTimeout=2000"), NAME);
                NamedLocks locks = connect()) {
            assertThat(process.readLine()).startsWith("locked ");
            assertThat(locks.holders(NAME)).singleElement().satisfies(holder -> {
                assertThat(holder.pid()).hasValue(process.pid());
                assertThat(holder.command().orElseThrow()).contains(HolderMain.class.getName());
            });
            long start = System.nanoTime();
            process.kill();
            locks.lock(NAME, EXCLUSIVE, PATIENCE).close();
            System.out.println("killed with a session of 2000 ms: the next holds after "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
        }
    }

    private static void signal(String name, long pid) throws Exception {
        try (Program kill = Program.start("kill", "-" + name, String.valueOf(pid))) {
            assertThat(kill.exitCode()).isZero();
        }
    }
}
