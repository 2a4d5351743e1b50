package io.github.portalocker.postgresql;

import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** A wait in the queue of the server. */
final class PostgresqlWait implements PendingWait {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** A request to end a wait can come before it has begun, and is lost then. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final String CANCELLED = "57014"; // query_canceled

    private final PostgresqlHandle handle;
    private final LockMode mode;

    // guarded by this
    private @Nullable Session waiting;
    private boolean cancelled;
    private long lastRequest;

    PostgresqlWait(PostgresqlHandle handle, LockMode mode) {
        this.handle = handle;
        this.mode = mode;
    }

    @Override
    public @Nullable Grant await() throws IOException {
        Session idle = handle.sessions.takeIdle(); // if it has gone, the next attempt takes another one
        Session session = idle == null ? handle.sessions.open() : idle;
        if (!begin(session)) {
            handle.sessions.giveBack(session);
            return null;
        }
        OptionalLong token = OptionalLong.empty();
        try {
            token = session.lock(handle.key, mode, TimeUnit.NANOSECONDS.toMillis(LONGEST_NANOS));
        } catch (SQLException e) {
            if (!Session.isEnd(e) && !CANCELLED.equals(e.getSQLState())) {
                throw handle.sessions.failure("lock", handle.name, e);
            } // the next attempt says what has become of the server
        } finally {
            if (end() || token.isEmpty()) {
                session.discard(); // a request to end what it does may be on its way, and would meet what comes next
                token = OptionalLong.empty();
            }
        }
        return token.isEmpty() ? null : handle.granted(session, mode, token.getAsLong());
    }

    private synchronized boolean begin(Session session) {
        waiting = cancelled ? null : session;
        return !cancelled;
    }

    /** Whether it was cancelled. */
    private synchronized boolean end() {
        waiting = null;
        return cancelled;
    }

    @Override
    public synchronized boolean cancel() {
        cancelled = true;
        long now = System.nanoTime();
        Session session = waiting;
        if (session != null && (lastRequest == 0 || now - lastRequest > AGAIN_NANOS)) {
            lastRequest = now;
            handle.sessions.run(() -> request(session));
        }
        return true;
    }

    private void request(Session session) {
        try {
            session.cancelQuery();
        } catch (SQLException | RuntimeException e) {
            session.discard(); // the server does not listen: the wait ends with its connection
        }
    }

    @Override
    public boolean mayBeUnresponsive() {
        return true;
    }

    @Override
    public long longestNanos() {
        return LONGEST_NANOS;
    }
}
