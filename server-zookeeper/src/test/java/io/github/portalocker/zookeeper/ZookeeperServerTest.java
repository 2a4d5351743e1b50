package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.Portalocker;
import io.github.portalocker.spi.LockUri;
import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Threads;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a server adds to the contract: its line, sessions that end, networks that are cut, users. */
final class ZookeeperServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROOT = "/app/locks";
    private static final String NAME = "jobs/import-7";

    private static TestingServer server;
    private static Inspector inspector;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start();
        inspector = new Inspector(server.getConnectString());
    }

    @AfterAll
    static void stop() throws Exception {
        inspector.close();
        server.close();
    }

    private static String uri(String parameters) {
        return "zookeeper://" + server.getConnectString() + ROOT + parameters;
    }

    private static NamedLocks connect() throws IOException {
        return NamedLocks.connect(uri(""));
    }

    private static List<String> nodes() throws Exception {
        return inspector.nodes(ROOT, NAME);
    }

    private static void awaitNodes(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes()).hasSize(count));
    }

    private static long token(HeldNamedLock lock) {
        return lock.fencingToken().orElseThrow();
    }

    @Test
    void waitersOfDifferentClientsAreServedInTheOrderInWhichTheyCame() throws Exception {
        List<NamedLocks> clients = new ArrayList<>();
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Threads.Task<?>> waiters = new ArrayList<>();
        try (NamedLocks first = connect()) {
            HeldNamedLock lock = first.lock(NAME, EXCLUSIVE);
            for (int i = 0; i < 6; i++) {
                int number = i;
                NamedLocks client = connect();
                clients.add(client);
                LockMode mode = i == 2 ? SHARED : EXCLUSIVE;
                waiters.add(Threads.start(() -> {
                    try (HeldNamedLock mine = client.lock(NAME, mode)) {
                        return order.add(number) && mine.isValid();
                    }
                }));
                awaitNodes(i + 2);
            }
            assertThat(order).isEmpty();
            lock.close();
            for (Threads.Task<?> waiter : waiters) {
                assertThat(waiter.get()).isEqualTo(true);
            }
            assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
        } finally {
            for (NamedLocks client : clients) {
                client.close();
            }
        }
    }

    @Test
    void readerThatComesAfterAWriterWaitsForIt() throws Exception {
        try (NamedLocks readers = connect();
                NamedLocks writers = connect();
                NamedLocks late = connect()) {
            HeldNamedLock reader = readers.lock(NAME, SHARED);
            CompletableFuture<HeldNamedLock> writer = writers.lockAsync(NAME, EXCLUSIVE);
            awaitNodes(2);
            assertThat(late.tryLock(NAME, SHARED)).isNull();
            assertThat(nodes()).hasSize(2); // the attempt has looked only
            reader.close();
            writer.get(60, TimeUnit.SECONDS).close();
            late.lock(NAME, SHARED).close();
        }
    }

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
    void cancelledWaitsLeaveNoNodes() throws Exception {
        try (NamedLocks locks = connect();
                NamedLocks others = connect()) {
            HeldNamedLock lock = others.lock(NAME, EXCLUSIVE);
            for (int i = 0; i < 200; i++) {
                assertThat(locks.tryLock(NAME, i % 2 == 0 ? EXCLUSIVE : SHARED, Duration.ofMillis(1 + i % 7)))
                        .isNull();
            }
            for (int i = 0; i < 200; i++) {
                CompletableFuture<HeldNamedLock> future = locks.lockAsync(NAME, EXCLUSIVE);
                if (i % 3 == 0) {
                    Thread.sleep(2);
                }
                future.cancel(false);
            }
            Threads.Task<HeldNamedLock> interrupted = Threads.start(() -> locks.lock(NAME, EXCLUSIVE));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes()).hasSizeGreaterThan(1));
            interrupted.thread().interrupt();
            assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
            awaitNodes(1);
            lock.close();
            locks.lock(NAME, EXCLUSIVE).close();
            awaitNodes(0);
        }
    }

    @Test
    void nodeWhoseAnswerWasLostIsFoundAndRemoved() throws Exception {
        try (Relay relay = new Relay(server.getPort());
                NamedLocks others = connect()) {
            others.lock(NAME, EXCLUSIVE).close(); // makes the folder
            LockUri uri = LockUri.parse("zookeeper://" + relay.address() + ROOT);
            Connection connection = Connection.open(uri.toString(), Options.of(uri));
            try {
                relay.loseAnswers();
                LockNode node = LockNode.create(connection, connection.session(), Folder.of(ROOT, NAME), EXCLUSIVE);
                awaitNodes(1);
                assertThat(node.made()).isNotDone();
                CompletableFuture<KeeperException.Code> removed = node.remove();
                relay.heal();
                assertThat(removed).succeedsWithin(PATIENCE).isEqualTo(KeeperException.Code.OK);
                assertThat(node.made().join().code()).isEqualTo(KeeperException.Code.CONNECTIONLOSS);
                assertThat(node.session.whyEnded()).isNull();
                assertThat(nodes()).isEmpty();
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
            others.lock(NAME, EXCLUSIVE).close();
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
    void tokensGoOnRisingAfterTheFolderOfTheNameWasRemoved() throws Exception {
        try (NamedLocks locks = connect()) {
            HeldNamedLock first = locks.lock(NAME, EXCLUSIVE);
            HeldNamedLock second;
            first.close();
            String folder = Folder.of(ROOT, NAME);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(inspector.exists(folder)).isFalse());
            second = locks.lock(NAME, EXCLUSIVE);
            assertThat(nodes().get(0)).endsWith("-0000000000"); // the numbers of nodes begin again
            assertThat(token(second)).isGreaterThan(token(first));
            second.close();
        }
    }

    @Test
    void eachFolderHasLocksOfItsOwn() throws Exception {
        try (NamedLocks locks = connect();
                NamedLocks same = connect();
                NamedLocks others = NamedLocks.connect("zookeeper://" + server.getConnectString() + "/other");
                NamedLocks usual = NamedLocks.connect("zookeeper://" + server.getConnectString());
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
                HeldNamedLock other = others.tryLock(NAME, EXCLUSIVE);
                HeldNamedLock third = usual.tryLock(NAME, EXCLUSIVE)) {
            assertThat(other).as("beside %s", lock).isNotNull();
            assertThat(third).isNotNull();
            assertThat(same.tryLock(NAME, SHARED)).isNull();
            assertThat(inspector.nodes("/other", NAME)).hasSize(1);
            assertThat(inspector.nodes("/portalocker", NAME)).hasSize(1);
        }
    }

    @Test
    void nodesOfAUserAreClosedToOthersAndThePasswordIsNotShown() throws Exception {
        String secret = "s3cret";
        String uri = "zookeeper://app:" + secret + "@" + server.getConnectString() + "/owned";
        try (NamedLocks locks = NamedLocks.connect(uri);
                NamedLocks same = NamedLocks.connect(uri);
                NamedLocks others = NamedLocks.connect(uri.replace(secret, "wrong"));
                NamedLocks nobody = NamedLocks.connect(uri.replace("app:" + secret + "@", ""));
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            assertThat(same.tryLock(NAME, SHARED)).as("beside %s", lock).isNull();
            for (NamedLocks stranger : List.of(others, nobody)) {
                assertThatThrownBy(() -> stranger.tryLock(NAME, SHARED))
                        .isInstanceOf(LockException.class)
                        .hasMessageContainingAll(NAME, "/owned", "NOAUTH", "zookeeper://user:password@");
            }
            assertThatThrownBy(() -> others.tryLock(NAME, SHARED)).hasMessageNotContaining("wrong");
            assertThat(locks.toString() + lock).contains("app:***@").doesNotContain(secret);
        }
    }

    @Test
    void holdersAreNamed() throws Exception {
        try (NamedLocks locks = connect();
                NamedLocks others = connect();
                HeldNamedLock lock = locks.lock(NAME, SHARED);
                HeldNamedLock second = others.lock(NAME, SHARED)) {
            assertThat(others.holders(NAME))
                    .as("%s %s", lock, second)
                    .hasSize(2)
                    .allSatisfy(holder -> {
                        assertThat(holder.pid())
                                .hasValue(ProcessHandle.current().pid());
                        assertThat(holder.mode()).hasValue(SHARED);
                        assertThat(holder.host()).isEmpty();
                        assertThat(holder.command().orElseThrow()).contains("java");
                    });
            try (NamedLocks third = connect()) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThatThrownBy(() -> third.lock(NAME, EXCLUSIVE, Duration.ofMillis(300)))
                                        .isInstanceOf(LockTimeoutException.class)
                                        .hasMessageContaining("this process"));
            }
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

    @Test
    void closingLeavesNoThreadsAndNoNodes() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        NamedLocks locks = connect();
        HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
        CompletableFuture<HeldNamedLock> waiting = locks.lockAsync(NAME, SHARED);
        locks.close();
        assertThat(lock.isValid()).isFalse();
        lock.close();
        assertThat(waiting).failsWithin(PATIENCE);
        awaitNodes(0);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !before.contains(thread))
                                .map(Thread::getName)
                                .filter(name -> name.contains("zookeeper")
                                        || name.contains("EventThread")
                                        || name.contains("SendThread")
                                        || name.contains("Curator"))
                                .filter(name ->
                                        !name.contains(String.valueOf(server.getPort())) || !name.contains("NIO"))
                                .collect(Collectors.toSet()))
                        .isEmpty());
    }

    @Test
    void serverThatIsNotThereIsAnErrorInTime() throws Exception {
        assertThatThrownBy(() -> NamedLocks.connect("zookeeper://app:secret@127.0.0.1:1/x?timeout=1000"))
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll(
                        "connect to zookeeper://app:***@127.0.0.1:1/x?timeout=1000",
                        "has not answered for 1000 ms",
                        "127.0.0.1:1: Connection refused",
                        "check that its servers run")
                .hasMessageNotContaining("secret");
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            NamedLocks.connect("zookeeper://127.0.0.1:" + silent.getLocalPort() + "/x?timeout=1000"))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll(
                            "has not answered for 1000 ms", "does not answer as a server of ZooKeeper");
        }
        assertThatThrownBy(() -> NamedLocks.connect("zookeeper://no-such-host.invalid/x?timeout=500"))
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll("no-such-host.invalid:2181: the host is not known");
    }

    @Test
    void wrongUrisAreRefused() {
        for (String uri : List.of(
                "zookeeper:",
                "zookeeper:///locks",
                "zookeeper://host:port/locks",
                "zookeeper://host:0/locks",
                "zookeeper://host:99999/locks",
                "zookeeper://host/locks/",
                "zookeeper://host/a//b",
                "zookeeper://host/a/../b",
                "zookeeper://host/zookeeper",
                "zookeeper://user@host/locks",
                "zookeeper://host/locks?sesionTimeout=1000",
                "zookeeper://host/locks?sessionTimeout=x",
                "zookeeper://host/locks?sessionTimeout=5",
                "zookeeper://host/locks?timeout=-1",
                "zookeeper://host/locks?acl=none",
                "zookeeper://host/locks?clientConfig=/no/such/file")) {
            assertThatThrownBy(() -> NamedLocks.connect(uri)).as(uri).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void settingsOfTheClientComeFromAFile(@TempDir Path dir) throws Exception {
        Path settings = dir.resolve("client.properties");
        Files.writeString(settings, "zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty\n");
        try (NamedLocks locks = NamedLocks.connect(uri("?clientConfig=" + settings));
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            lock.ensureValid();
            assertThat(Thread.getAllStackTraces().keySet())
                    .anyMatch(thread -> thread.getName().startsWith("zkNetty"));
        }
    }

    @Test
    void halfACharacterIsNoName() throws Exception {
        try (NamedLocks locks = connect()) {
            assertThatThrownBy(() -> locks.tryLock("a\ud800", EXCLUSIVE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Nor is it asked when backends are listed. */
    @Test
    void serverIsNoBackend() {
        assertThat(Portalocker.backends()).noneMatch(backend -> backend.name().contains("zookeeper"));
    }
}
