package io.github.portalocker.postgresql;

import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.RevocableGrant;

/** One lock: it lives exactly as long as its connection. */
final class PostgresqlGrant extends RevocableGrant {
    private final Sessions sessions;
    private final Session session;
    private final long key;
    private final LockMode mode;
    private final long token;
    /** Held by the thread that asks the server. */
    private final ReentrantLock asking = new ReentrantLock();

    PostgresqlGrant(Sessions sessions, Session session, long key, LockMode mode, long token) {
        this.sessions = sessions;
        this.session = session;
        this.key = key;
        this.mode = mode;
        this.token = token;
    }

    @Override
    public OptionalLong token() {
        return OptionalLong.of(token);
    }

    /** Does not fail: if the server cannot be asked, the lock goes with the connection. */
    @Override
    public void release() {
        sessions.forget(this);
        markReleased();
        if (isKnownLost()) {
            session.discard();
            return;
        }
        boolean unlocked = false;
        try {
            unlocked = session.unlock(key, mode);
        } catch (SQLException e) {
            // see above
        } finally {
            if (unlocked) {
                sessions.giveBack(session);
            } else {
                session.discard();
            }
        }
    }

    /** Asks over the connection of the lock, so that an answer proves that it was still there. */
    @Override
    public boolean isStillHeld() {
        asking.lock(); // what was asked before, and has no answer yet, proves nothing
        try {
            if (!isKnownLost()) {
                check();
            }
            return !isKnownLost();
        } finally {
            asking.unlock();
        }
    }

    /** At intervals, unless the last time is not over yet. */
    void ping() {
        if (asking.tryLock()) {
            try {
                check();
            } finally {
                asking.unlock();
            }
        }
    }

    /**
     * When the time is over, the driver closes the connection, and another client can have the lock. So it is given more time, and the loss is
     * told before.
     */
    private void check() {
        long millis = sessions.options.timeout().toMillis();
        Future<?> late = sessions.after(millis, () -> revoke("PostgreSQL has not answered for " + millis + " ms"));
        try {
            session.ping(TIME_TO_TELL);
        } catch (SQLException e) {
            revoke("its connection to PostgreSQL has ended: "
                    + String.valueOf(e.getMessage()).strip());
        } finally {
            late.cancel(false);
        }
    }

    private void revoke(String reason) {
        if (lose(reason, session::discard)) {
            sessions.forget(this);
        }
    }

    /** The client closes. */
    void end() {
        lose("the NamedLocks were closed");
    }
}
