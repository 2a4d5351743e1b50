package io.github.portalocker.zookeeper;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a server adds to the contract: its line, its folders, users, errors. */
final class ZookeeperServerTest extends OneServer {
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
                NamedLocks anonymous = NamedLocks.connect(uri.replace("app:" + secret + "@", ""));
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            assertThat(same.tryLock(NAME, SHARED)).as("beside %s", lock).isNull();
            for (NamedLocks stranger : List.of(others, anonymous)) {
                assertThatThrownBy(() -> stranger.tryLock(NAME, SHARED))
                        .isInstanceOf(LockException.class)
                        .hasMessageContainingAll(NAME, "/owned", "NOAUTH", "zookeeper://user:password@");
            }
            assertThatThrownBy(() -> others.tryLock(NAME, SHARED)).hasMessageNotContaining("wrong");
            assertThat(locks.toString() + lock).contains("app:***@").doesNotContain(secret);
        }
    }

    @Test
    void processIsNamedByItsProgram() throws Exception {
        try (NamedLocks locks = connect();
                HeldNamedLock lock = locks.lock(NAME, SHARED)) {
            assertThat(locks.holders(NAME))
                    .as("%s", lock)
                    .singleElement()
                    .satisfies(
                            holder -> assertThat(holder.command().orElseThrow()).contains("java"));
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
}
