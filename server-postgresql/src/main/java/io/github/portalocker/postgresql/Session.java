package io.github.portalocker.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** One connection, which carries one lock at a time. */
final class Session {
    /** For so long the server keeps the locks of a connection that was cut: keep-alives after 5 s, then 3 of 2 s each. */
    static final int SERVER_PATIENCE_SECONDS = 11;

    private static final String SETTINGS = "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2;"
            + " set tcp_keepalives_count = 3; set statement_timeout = 0; set lock_timeout = 0";

    /**
     * Since PostgreSQL 14, and since 12. The latter for a client that is cut off before it acknowledges what it was sent: Linux then
     * sends no keep-alives, and tries for a quarter of an hour.
     */
    private static final String SETTINGS_IF_KNOWN = "select set_config(name, value, false) from pg_settings join"
            + " (values ('idle_session_timeout', '0'), ('tcp_user_timeout', '" + SERVER_PATIENCE_SECONDS * 1000
            + "')) as wanted(name, value) using (name)";

    private final Connection connection;
    private final Options options;
    private final ReentrantLock mutex = new ReentrantLock();

    private final Consumer<Session> whenEnded;

    private Session(Connection connection, Options options, Consumer<Session> whenEnded) {
        this.connection = connection;
        this.options = options;
        this.whenEnded = whenEnded;
    }

    /** Takes over a connection that was opened just now. */
    static Session over(Connection connection, Options options, Consumer<Session> whenEnded) throws SQLException {
        Session session = new Session(connection, options, whenEnded);
        boolean ready = false;
        try {
            connection.setAutoCommit(true);
            session.setTimeout(options.timeout().toMillis());
            session.execute(SETTINGS);
            session.execute("set application_name = '" + Client.NAME + "'");
            session.execute(SETTINGS_IF_KNOWN);
            ready = true;
        } finally {
            if (!ready) {
                session.discard();
            }
        }
        return session;
    }

    private void setTimeout(long millis) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(millis));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What is asked of a connection. */
    interface Question<T extends @Nullable Object> {
        T ask(Connection connection) throws SQLException;
    }

    /** Waits for the answer as long as the options say. */
    <T extends @Nullable Object> T ask(Question<T> question) throws SQLException {
        mutex.lock();
        try {
            return question.ask(connection);
        } finally {
            mutex.unlock();
        }
    }

    /** One attempt: the token, 0 for a shared lock; empty if a conflicting lock is held. */
    OptionalLong tryLock(long key, LockMode mode) throws SQLException {
        String sql = mode == LockMode.SHARED
                ? "select case when pg_try_advisory_lock_shared(?) then 0 end"
                : "select case when pg_try_advisory_lock(?) then nextval('" + options.sequence() + "') end";
        return ask(unused -> number(sql, key));
    }

    /** Waits in the queue of the server, for so many milliseconds at the most; the token, 0 for a shared lock. */
    OptionalLong lock(long key, LockMode mode, long millis) throws SQLException {
        String sql = mode == LockMode.SHARED
                ? "select 0 from (select pg_advisory_lock_shared(?) offset 0) as locked"
                : "with locked as materialized (select pg_advisory_lock(?)) select nextval('" + options.sequence()
                        + "') from locked";
        return ask(unused -> {
            setTimeout(millis + options.timeout().toMillis());
            OptionalLong token = number(sql, key);
            setTimeout(options.timeout().toMillis());
            return token;
        });
    }

    /** Whether the lock was there to be released. */
    boolean unlock(long key, LockMode mode) throws SQLException {
        String sql = mode == LockMode.SHARED
                ? "select case when pg_advisory_unlock_shared(?) then 1 end"
                : "select case when pg_advisory_unlock(?) then 1 end";
        return ask(unused -> number(sql, key)).isPresent();
    }

    private OptionalLong number(String sql, long key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                long number = result.getLong(1);
                return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
            }
        }
    }

    /**
     * Asks whether the connection is still there, unless it is in use, which shows by itself what becomes of it.
     *
     * @param more how much longer than usual it waits for the answer
     */
    void ping(Duration more) throws SQLException {
        if (mutex.tryLock()) {
            try {
                setTimeout(options.timeout().plus(more).toMillis());
                execute("select 1");
                setTimeout(options.timeout().toMillis());
            } finally {
                mutex.unlock();
            }
        }
    }

    /** Asks the server, over another connection, to end what this one waits for. */
    void cancelQuery() throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    /** Closes the connection without asking the server, which then releases what it has locked. */
    void discard() {
        whenEnded.accept(this);
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            // it has gone already
        }
    }

    /** Closes the connection in peace. */
    void close() {
        try {
            if (mutex.tryLock(options.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    connection.close();
                    whenEnded.accept(this);
                    return;
                } finally {
                    mutex.unlock();
                }
            }
        } catch (SQLException e) {
            // then without asking
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        discard();
    }

    /** Whether a failure means that the connection has gone, and with it all its locks. */
    static boolean isEnd(SQLException e) {
        @Nullable String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}
