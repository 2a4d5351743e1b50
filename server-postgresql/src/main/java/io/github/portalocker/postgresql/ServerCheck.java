package io.github.portalocker.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Whether a server can be relied on, and has the sequence for tokens. */
final class ServerCheck {
    private static final int OLDEST = 12;

    /** The pooler may have other clients, which change what it does with ours. */
    private static final int PROBES = 20;

    private final Connection connection;

    private ServerCheck(Connection connection) {
        this.connection = connection;
    }

    /** Why a server is not used. */
    record Refusal(String reason, String remedy) {}

    /** Null if there is nothing against it. */
    static @Nullable Refusal refusal(Connection connection, Sessions.Source source, Options options)
            throws SQLException {
        ServerCheck check = new ServerCheck(connection);
        if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST) {
            return new Refusal(
                    "it is PostgreSQL " + connection.getMetaData().getDatabaseProductVersion(), "use 12 or later");
        }
        String pooling = check.isDirect() ? null : check.pooling(source, options);
        if (pooling != null) {
            return new Refusal(pooling, "connect to PostgreSQL itself, or through a pooler in session mode");
        }
        if (number(connection, "select case when pg_is_in_recovery() then 1 else 0 end") == 1) {
            return new Refusal(
                    "it is a standby, whose locks exclude no client of the primary", "connect to the primary");
        }
        return check.refusalOfSequence(options.sequence());
    }

    /** Poolers make up the process ids that they tell their clients. */
    private boolean isDirect() throws SQLException {
        int expected = connection.unwrap(PGConnection.class).getBackendPID();
        for (int i = 0; i < 3; i++) {
            if (process(connection) != expected) {
                return false;
            }
        }
        return true;
    }

    /**
     * What is wrong with the pooler in between; null if nothing is.
     *
     * <p>A pooler in transaction mode would let two clients have one lock, and leave one locked forever. Such a pooler gives the session
     * that one connection has used to another one, whose transaction then keeps it.
     */
    private @Nullable String pooling(Sessions.Source source, Options options) throws SQLException {
        try (Connection other = source.open()) {
            other.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(options.timeout().toMillis()));
            other.setAutoCommit(false);
            for (int i = 0; i < PROBES; i++) {
                long process = process(connection);
                if (process(other) == process || process(connection) != process) {
                    return "a connection pooler in transaction mode is in between, which gives each statement another session";
                }
                other.rollback();
            }
            return null;
        } catch (SQLException e) {
            process(connection); // throws if the server has gone
            return "a connection pooler is in between, which does not let two clients have a session each: "
                    + String.valueOf(e.getMessage()).strip();
        }
    }

    private static long process(Connection connection) throws SQLException {
        return number(connection, "select pg_backend_pid()");
    }

    private @Nullable Refusal refusalOfSequence(String sequence) throws SQLException {
        String failure = exists(sequence) ? null : create(sequence);
        if (!exists(sequence)) { // another client was not quicker
            return new Refusal(
                    "there is no sequence " + sequence + " for fencing tokens, and this user cannot create it: "
                            + failure,
                    "as a user who can: CREATE SEQUENCE " + sequence + " AS bigint CACHE 1; GRANT USAGE ON SEQUENCE "
                            + sequence + " TO the user of the locks");
        }
        if (!"t".equals(text("select has_sequence_privilege(?, 'USAGE')", sequence))) {
            return new Refusal(
                    "this user may not use the sequence " + sequence,
                    "GRANT USAGE ON SEQUENCE " + sequence + " TO the user of the locks");
        }
        if (!"1".equals(text("select seqcache from pg_sequence where seqrelid = to_regclass(?)", sequence))) {
            return new Refusal(
                    "the sequence " + sequence
                            + " has a cache, so that its numbers do not rise from one session to the next",
                    "ALTER SEQUENCE " + sequence + " CACHE 1");
        }
        return null;
    }

    private boolean exists(String sequence) throws SQLException {
        return text("select to_regclass(?)::text", sequence) != null;
    }

    /** Why it cannot be created. */
    private @Nullable String create(String sequence) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create sequence if not exists " + sequence + " as bigint cache 1");
            return null;
        } catch (SQLException e) {
            if (Session.isEnd(e)) {
                throw e;
            }
            return e.getMessage();
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private @Nullable String text(String sql, String argument) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, argument);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getString(1) : null;
            }
        }
    }
}
