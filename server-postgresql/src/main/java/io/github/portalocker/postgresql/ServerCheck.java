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

    private final Connection connection;

    private ServerCheck(Connection connection) {
        this.connection = connection;
    }

    /** Why a server is not used. */
    record Refusal(String reason, String remedy) {}

    /** Null if there is nothing against it. */
    static @Nullable Refusal refusal(Connection connection, Options options) throws SQLException {
        ServerCheck check = new ServerCheck(connection);
        if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST) {
            return new Refusal(
                    "it is PostgreSQL " + connection.getMetaData().getDatabaseProductVersion(), "use 12 or later");
        }
        if (!check.isOneSession()) {
            return new Refusal(
                    "a connection pooler in transaction mode is in between, which gives each statement another session",
                    "connect to PostgreSQL itself, or through a pooler in session mode");
        }
        if (check.number("select case when pg_is_in_recovery() then 1 else 0 end") == 1) {
            return new Refusal(
                    "it is a standby, whose locks exclude no client of the primary", "connect to the primary");
        }
        return check.refusalOfSequence(options.sequence());
    }

    /** A pooler in transaction mode would let two clients have one lock, and leave one locked for ever. */
    private boolean isOneSession() throws SQLException {
        int expected = connection.unwrap(PGConnection.class).getBackendPID();
        for (int i = 0; i < 3; i++) {
            if (number("select pg_backend_pid()") != expected) {
                return false;
            }
        }
        return true;
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

    private long number(String sql) throws SQLException {
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
