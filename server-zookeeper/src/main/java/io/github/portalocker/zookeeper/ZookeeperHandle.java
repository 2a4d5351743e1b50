package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.PendingWait;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** A name, which has a node only while it is locked or waited for. */
final class ZookeeperHandle implements LockHandle {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Connection connection;
    private final String name;
    private final String folder;

    ZookeeperHandle(Connection connection, String name, String folder) {
        this.connection = connection;
        this.name = name;
        this.folder = folder;
    }

    /** What came of one look and one node: whether that is all, and the lock or the error. */
    private record Outcome(boolean isFinal, @Nullable Grant grant, Code code) {
        static final Outcome CONTENDED = new Outcome(true, null, Code.OK);

        static Outcome failed(Code code) {
            return new Outcome(!Answer.isUnknown(code) && code != Code.SESSIONEXPIRED, null, code);
        }
    }

    /** Goes on while connections break, until the time for an answer is over. */
    @Override
    public @Nullable Grant tryLock(LockMode mode) throws IOException {
        long end = System.nanoTime() + connection.options.timeout().toNanos();
        Code code = Code.CONNECTIONLOSS;
        while (!connection.isClosed()) {
            Session session = connection.session();
            Outcome outcome = attempt(session, mode, end);
            code = outcome.code;
            if (outcome.isFinal && code == Code.OK) {
                return outcome.grant;
            }
            if (outcome.isFinal || System.nanoTime() - end > 0) {
                break;
            }
            Uninterruptibly.pause(PAUSE_NANOS);
        }
        throw connection.failure("lock", name, code);
    }

    /** Looks first, because a node that is made only to be removed is in the way of others. */
    private Outcome attempt(Session session, LockMode mode, long end) {
        Answer<List<String>> seen = get(session.children(folder, true), end);
        if (!seen.isOk() && !seen.isNoNode()) {
            return Outcome.failed(seen.code());
        }
        if (seen.isOk() && new Line(seen.get()).isInTheWayOf(mode)) {
            return Outcome.CONTENDED;
        }
        LockNode node = LockNode.create(connection, session, folder, mode);
        Grant grant = null;
        try {
            var next = node.line(); // on its way together with the first
            Answer<Session.Made> made = get(node.made(), end);
            if (!made.isOk()) {
                return Outcome.failed(made.code());
            }
            Answer<List<String>> after = get(next, end);
            if (!after.isOk() || new Line(after.get()).find(node.name()) == null) {
                after = get(node.line(), end); // the folder was not there, or the connection is another one
            }
            if (!after.isOk()) {
                return Outcome.failed(after.code());
            }
            Line line = new Line(after.get());
            Line.Place mine = line.find(node.name());
            if (mine == null) {
                return Outcome.failed(Code.SESSIONEXPIRED);
            }
            if (line.inTheWayOf(mine) != null) {
                return Outcome.CONTENDED;
            }
            grant = ZookeeperGrant.of(connection, name, node);
            return grant == null ? Outcome.failed(Code.SESSIONEXPIRED) : new Outcome(true, grant, Code.OK);
        } finally {
            if (grant == null) {
                var unused = node.remove();
            }
        }
    }

    private static <T> Answer<T> get(CompletableFuture<Answer<T>> asked, long end) {
        Answer<T> answer = Uninterruptibly.get(asked, end - System.nanoTime());
        return answer == null ? new Answer<>(Code.CONNECTIONLOSS, null) : answer;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    /** Each exclusive lock has a token of its own. */
    @Override
    public boolean mayHandOff() {
        return false;
    }

    @Override
    public PendingWait newWait(LockMode mode) {
        return new ZookeeperWait(connection, name, folder, mode);
    }

    @Override
    public Object identity() {
        return name;
    }

    @Override
    public void close() {}
}
