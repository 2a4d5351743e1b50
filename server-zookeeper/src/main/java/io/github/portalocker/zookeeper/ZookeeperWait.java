package io.github.portalocker.zookeeper;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;

/** A wait in the line of a name: for the nearest node that is in the way to go. */
final class ZookeeperWait implements PendingWait {
    private final Connection connection;
    private final String name;
    private final String folder;
    private final LockMode mode;
    private final Inbox inbox = new Inbox();

    ZookeeperWait(Connection connection, String name, String folder, LockMode mode) {
        this.connection = connection;
        this.name = name;
        this.folder = folder;
        this.mode = mode;
    }

    /** Outlives broken connections; null once the session is in doubt: then the next attempt tells what has become of the servers. */
    @Override
    public @Nullable Grant await() {
        Session session = connection.session();
        if (inbox.isClosed() || !session.isConnected()) {
            return null;
        }
        session.add(inbox);
        LockNode node = LockNode.create(connection, session, folder, mode);
        Grant grant = null;
        try {
            Answer<Session.Made> made = inbox.answer(node.made(), timeout());
            grant = made != null && made.isOk() ? await(node) : null;
            return grant;
        } finally {
            session.remove(inbox);
            if (grant == null) {
                var unused = node.remove(); // before all that this session asks for later
            }
        }
    }

    private long timeout() {
        return connection.options.timeout().toNanos();
    }

    private @Nullable Grant await(LockNode node) {
        while (!inbox.isClosed() && node.session.isLeased()) {
            Answer<List<String>> seen = inbox.answer(node.line(), timeout());
            if (seen == null || !seen.isOk()) {
                if (seen != null && !seen.isUnknown()) {
                    return null;
                }
                inbox.await();
                continue;
            }
            Line line = new Line(seen.get());
            Line.Place mine = line.find(node.name());
            if (mine == null) {
                return null; // with its session, or it was removed by hand
            }
            Line.Place before = line.inTheWayOf(mine);
            if (before == null) {
                return ZookeeperGrant.of(connection, name, node);
            }
            awaitEnd(node, folder + "/" + before.node());
        }
        return null;
    }

    /** Until that node has gone, or the connection has changed, which is a reason to look again. */
    private void awaitEnd(LockNode node, String before) {
        AtomicBoolean happened = new AtomicBoolean();
        Watcher watcher = event -> {
            happened.set(true);
            inbox.wake();
        };
        Answer<byte[]> watched = inbox.answer(node.session.data(before, watcher), timeout());
        if (watched != null && watched.isOk()) {
            while (!happened.get() && !inbox.isClosed() && node.session.isLeased()) {
                inbox.await();
            }
        } else if (watched == null || watched.isUnknown()) {
            inbox.await();
        } // else it has gone already
        if (!happened.get()) {
            node.session.unwatch(before);
        }
    }

    @Override
    public boolean cancel() {
        inbox.close();
        return true;
    }

    /**
     * So that it is the core's thread that waits. The one that wants the lock could miss an interrupt: Java 17 tells only those whose wait
     * it has seen to begin, and while this waits, the interrupt status is down.
     */
    @Override
    public boolean mayBeUnresponsive() {
        return true;
    }
}
