package io.github.portalocker.zookeeper;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockLostException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.spi.LockUri;
import io.github.portalocker.tck.Relay;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Networks that are interrupted, servers that restart, nodes that are removed. */
final class ZookeeperOutageTest extends OneServer {
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
}
