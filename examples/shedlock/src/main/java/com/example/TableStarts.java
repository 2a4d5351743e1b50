package com.example;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/** For several hosts: a table in the PostgreSQL that keeps the locks. A task starts seldom, so a connection each time is cheap enough. */
record TableStarts(String url) implements EarliestStarts {
    private static final String TABLE =
            "create table if not exists earliest_start (name text primary key, start timestamptz not null)";
    private static final String GET = "select start from earliest_start where name = ?";
    private static final String PUT =
            "insert into earliest_start values (?, ?) on conflict (name) do update set start = excluded.start";

    /** Makes the table if there is none. */
    TableStarts {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute(TABLE);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the table: " + e.getMessage(), e);
        }
    }

    @Override
    public Instant get(String name) throws IOException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement get = connection.prepareStatement(GET)) {
            get.setString(1, name);
            ResultSet start = get.executeQuery();
            return start.next() ? start.getTimestamp(1).toInstant() : Instant.EPOCH;
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void put(String name, Instant start) throws IOException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement put = connection.prepareStatement(PUT)) {
            put.setString(1, name);
            put.setTimestamp(2, Timestamp.from(start));
            put.executeUpdate();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
