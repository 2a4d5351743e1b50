package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.spi.RevocableGrant;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** One lock: a node that is the first of its line, in a session that cannot have ended. */
final class ZookeeperGrant extends RevocableGrant {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Connection connection;
    private final String name;
    private final LockNode node;

    private ZookeeperGrant(Connection connection, String name, LockNode node) {
        this.connection = connection;
        this.name = name;
        this.node = node;
    }

    /** The lock of a node that was seen as the first; null if it is lost already. */
    static @Nullable ZookeeperGrant of(Connection connection, String name, LockNode node) {
        ZookeeperGrant grant = new ZookeeperGrant(connection, name, node);
        return node.session.keep(grant) ? grant : null;
    }

    /** The number of the transaction in which its node was made: later nodes have greater ones, in whatever folder. */
    @Override
    public OptionalLong token() {
        return OptionalLong.of(node.zxid());
    }

    /** Where the servers do not answer in time, the node is removed in the background, or goes with the session. */
    @Override
    public void release() throws IOException {
        var removal = node.remove();
        if (!super.isKnownLost()) {
            long most = Math.min(connection.options.timeout().toNanos(), node.session.leaseNanos());
            Code code = Uninterruptibly.get(removal, most);
            if (code != null && code != Code.OK) {
                throw connection.failure("unlock", name, code);
            }
        }
        node.session.forget(this);
        markReleased();
    }

    @Override
    public boolean isKnownLost() {
        if (!super.isKnownLost() && !node.session.isLeased()) {
            revoke(node.session.whyNotLeased());
        }
        return super.isKnownLost();
    }

    @Override
    public boolean isStillHeld() throws IOException {
        long end = System.nanoTime() + connection.options.timeout().toNanos();
        while (!isKnownLost()) {
            Code code = ask(end);
            if (isKnownLost()) {
                return false;
            }
            if (code == Code.OK) {
                return true;
            }
            if (System.nanoTime() - end > 0 || !Answer.isUnknown(code)) {
                throw connection.failure("check", name, code);
            }
            Uninterruptibly.pause(PAUSE_NANOS);
        }
        return false;
    }

    /** Asks a majority for the session, and then for the node. */
    private Code ask(long end) {
        var confirmed = node.session.confirm();
        var data = node.session.data(node.path(), null);
        Answer<Boolean> session = Uninterruptibly.get(confirmed, left(end));
        Answer<byte[]> seen = Uninterruptibly.get(data, left(end));
        if (session == null || seen == null) {
            return Code.CONNECTIONLOSS;
        }
        if (seen.isNoNode()) {
            revoke("its node was removed: " + node.path());
        }
        return session.isOk() ? seen.code() : session.code();
    }

    /** Until then, or until it is known that the lock is lost. */
    private long left(long end) {
        return Math.min(end - System.nanoTime(), node.session.leaseNanos());
    }

    /** Tells of it first, and then lets others have the lock, if its session goes on all the same. */
    void revoke(String reason) {
        boolean isNews = lose(reason, () -> {
            var unused = node.remove();
        });
        if (isNews) {
            node.session.forget(this);
        }
    }
}
