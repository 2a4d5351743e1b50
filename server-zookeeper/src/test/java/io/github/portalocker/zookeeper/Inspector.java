package io.github.portalocker.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

import static org.assertj.core.api.Assertions.assertThat;

/** Looks at the nodes of a server with ZooKeeper's own client. */
final class Inspector implements AutoCloseable {
    private static final int SESSION_MILLIS = 10_000;

    private final String server;
    private final ZooKeeper client;

    Inspector(String server) throws Exception {
        this.server = server;
        this.client = connect(0, new byte[16]);
    }

    private ZooKeeper connect(long session, byte[] password) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        Watcher watcher = event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        };
        ZooKeeper opened = session == 0
                ? new ZooKeeper(server, SESSION_MILLIS, watcher)
                : new ZooKeeper(server, SESSION_MILLIS, watcher, session, password);
        assertThat(connected.await(60, TimeUnit.SECONDS)).isTrue();
        return opened;
    }

    /** The full names of the nodes of a name. */
    List<String> nodes(String root, String name) throws Exception {
        String folder = Folder.of(root, name);
        try {
            List<String> found = new ArrayList<>();
            for (String node : client.getChildren(folder, false)) {
                found.add(folder + "/" + node);
            }
            return found;
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    boolean exists(String node) throws Exception {
        return client.exists(node, false) != null;
    }

    void delete(String node) throws Exception {
        client.delete(node, -1);
    }

    /** Ends the session that a node goes with, as an administrator could. */
    void endSessionOf(String node) throws Exception {
        Stat stat = client.exists(node, false);
        long session = stat.getEphemeralOwner();
        byte[] password = new byte[16];
        new Random(session ^ 0xB3415C00L).nextBytes(password); // as ZooKeeperServer.generatePasswd does
        connect(session, password).close();
        assertThat(exists(node)).isFalse();
    }

    @Override
    public void close() throws Exception {
        client.close();
    }
}
