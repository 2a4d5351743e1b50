package io.github.portalocker.zookeeper;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.LockMode;
import org.apache.zookeeper.KeeperException.Code;

/**
 * A place in the line of a name: a node that goes with its session, or before, when it is removed.
 *
 * <p>When the answer to its creation is lost, it may be there or not. Then it is not used, and a removal looks for it by the beginning
 * of its name, which no other node has.
 */
final class LockNode {
    private static final int MOST_FOLDERS = 5;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    private final Connection connection;
    final Session session;
    final String folder;
    private final String prefix;
    private final CompletableFuture<Answer<Session.Made>> made;
    private final CompletableFuture<Code> removed = new CompletableFuture<>();
    private boolean removing; // guarded by this

    private LockNode(Connection connection, Session session, String folder, LockMode mode) {
        this.connection = connection;
        this.session = session;
        this.folder = folder;
        this.prefix = Line.newPrefix(mode);
        this.made = make(MOST_FOLDERS);
    }

    /** Begins to make a node. */
    static LockNode create(Connection connection, Session session, String folder, LockMode mode) {
        return new LockNode(connection, session, folder, mode);
    }

    private CompletableFuture<Answer<Session.Made>> make(int attempts) {
        return session.create(folder + "/" + prefix)
                .thenCompose(answer -> answer.isNoNode() && attempts > 0
                        ? makeFolder(attempts - 1)
                        : CompletableFuture.completedFuture(answer));
    }

    private CompletableFuture<Answer<Session.Made>> makeFolder(int attempts) {
        return connection
                .makeFolder(folder)
                .thenCompose(code -> code == Code.OK || code == Code.NODEEXISTS
                        ? make(attempts)
                        : CompletableFuture.completedFuture(new Answer<>(code, null)));
    }

    CompletableFuture<Answer<Session.Made>> made() {
        return made;
    }

    /** Its name below the folder, once it was made. */
    String name() {
        return path().substring(folder.length() + 1);
    }

    String path() {
        return made.join().get().node();
    }

    long zxid() {
        return made.join().get().zxid();
    }

    /**
     * Removes it, if it is there or comes into being; tried until the servers answer, or the session has ended, which removes it, too.
     *
     * @return what came of it, in the end: an error only if the servers refuse
     */
    CompletableFuture<Code> remove() {
        synchronized (this) {
            if (removing) {
                return removed;
            }
            removing = true;
        }
        var unused = made.thenAccept(answer -> {
            if (answer.isOk()) {
                delete(answer.get().node(), FIRST_PAUSE_MILLIS);
            } else if (answer.isUnknown()) {
                search(FIRST_PAUSE_MILLIS);
            } else {
                removed.complete(Code.OK);
            }
        });
        return removed;
    }

    private void delete(String node, long pause) {
        var unused =
                session.delete(node).thenAccept(answer -> settle(answer.code(), pause, longer -> delete(node, longer)));
    }

    /** What others, or a former connection, have done is seen, too. */
    private void search(long pause) {
        var unused = session.children(folder, true).thenAccept(answer -> {
            if (answer.isOk()) {
                List<String> found = new Line(answer.get()).startingWith(prefix); // one at the most
                if (found.isEmpty()) {
                    removed.complete(Code.OK);
                } else {
                    delete(folder + "/" + found.get(0), FIRST_PAUSE_MILLIS);
                }
            } else {
                settle(answer.code(), pause, this::search);
            }
        });
    }

    private void settle(Code code, long pause, Again again) {
        if (code == Code.OK || code == Code.NONODE || session.whyEnded() != null) {
            removed.complete(Code.OK);
        } else if (Answer.isUnknown(code)) {
            connection.later(pause, () -> again.after(Math.min(2 * pause, LONGEST_PAUSE_MILLIS)));
        } else {
            removed.complete(code);
        }
    }

    private interface Again {
        void after(long pause);
    }

    /** The nodes of its folder, itself among them once it was made. */
    CompletableFuture<Answer<List<String>>> line() {
        return session.children(folder, false);
    }
}
