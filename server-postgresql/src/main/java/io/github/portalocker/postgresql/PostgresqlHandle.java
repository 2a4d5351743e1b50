package io.github.portalocker.postgresql;

import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalLong;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.PendingWait;
import org.jspecify.annotations.Nullable;

/** A name; it has a connection only while it is locked or waited for. */
final class PostgresqlHandle implements LockHandle {
    final Sessions sessions;
    final String name;
    final long key;

    PostgresqlHandle(Sessions sessions, String name) {
        this.sessions = sessions;
        this.name = name;
        this.key = LockKey.of(name);
    }

    @Override
    public @Nullable Grant tryLock(LockMode mode) throws IOException {
        for (Session session = sessions.takeIdle(); session != null; session = sessions.takeIdle()) {
            try {
                return tryLock(session, mode);
            } catch (SQLException e) {
                if (!Session.isEnd(e)) {
                    throw sessions.failure("lock", name, e);
                } // it has gone while it was idle
            }
        }
        try {
            return tryLock(sessions.open(), mode);
        } catch (SQLException e) {
            throw sessions.failure("lock", name, e);
        }
    }

    private @Nullable Grant tryLock(Session session, LockMode mode) throws SQLException {
        boolean answered = false;
        try {
            OptionalLong token = session.tryLock(key, mode);
            answered = true;
            if (token.isPresent()) {
                return granted(session, mode, token.getAsLong());
            }
            sessions.giveBack(session);
            return null;
        } finally {
            if (!answered) {
                session.discard(); // and with it a lock that may have been granted
            }
        }
    }

    Grant granted(Session session, LockMode mode, long token) {
        PostgresqlGrant grant = new PostgresqlGrant(sessions, session, key, mode, token);
        sessions.watch(grant);
        return grant;
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
        return new PostgresqlWait(this, mode);
    }

    @Override
    public Object identity() {
        return name;
    }

    @Override
    public void close() {}
}
