package io.github.portalocker.postgresql;

import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import org.jspecify.annotations.Nullable;

/** One lock: it lives exactly as long as its connection. */
final class PostgresqlGrant implements Grant {
    private final Sessions sessions;
    private final Session session;
    private final long key;
    private final LockMode mode;
    private final long token;
    private final AtomicBoolean pinging = new AtomicBoolean();

    private volatile @Nullable String loss;
    private boolean released; // guarded by this, as what follows
    private @Nullable Runnable listener;

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
        synchronized (this) {
            released = true;
        }
        if (loss != null) {
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

    @Override
    public boolean isKnownLost() {
        return loss != null;
    }

    @Override
    public String lossReason() {
        return String.valueOf(loss);
    }

    /** Asks over the connection of the lock, so that an answer proves that it was still there. */
    @Override
    public boolean isStillHeld() {
        if (loss == null) {
            check();
        }
        return loss == null;
    }

    /** At intervals, unless the last time is not over yet. */
    void ping() {
        if (pinging.compareAndSet(false, true)) {
            try {
                check();
            } finally {
                pinging.set(false);
            }
        }
    }

    private void check() {
        try {
            session.ping();
        } catch (SQLException e) {
            lose("its connection to PostgreSQL has ended: "
                    + String.valueOf(e.getMessage()).strip());
        }
    }

    private void lose(String reason) {
        Runnable toTell;
        synchronized (this) {
            if (released || loss != null) {
                return;
            }
            loss = reason;
            toTell = listener;
        }
        sessions.forget(this);
        session.discard();
        if (toTell != null) {
            toTell.run();
        }
    }

    /** The client closes. */
    void end() {
        lose("the NamedLocks were closed");
    }

    @Override
    public void onLoss(Runnable whenLost) {
        boolean isLost;
        synchronized (this) {
            isLost = loss != null;
            listener = whenLost;
        }
        if (isLost) {
            whenLost.run();
        }
    }
}
