package io.github.portalocker.postgresql;

import java.io.IOException;
import javax.sql.DataSource;

import io.github.portalocker.LockListener;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.spi.LockServer;

/**
 * Locks on names over a {@code DataSource}, where an application has one already.
 *
 * <p>Each lock that is held or waited for takes a connection of its own, and some idle ones are kept: give the pool room for them, or
 * take a {@code DataSource} without a pool. A pool must not close or check connections that are lent for long.
 *
 * @since 0.1.0
 */
public final class PostgresqlLocks {
    private PostgresqlLocks() {}

    /**
     * Opens locks on names.
     *
     * @param source of connections to PostgreSQL, whose driver they must show ({@code Connection.unwrap})
     * @return the locks; close it to release what is held, and to close the connections
     * @throws io.github.portalocker.LockNotSupportedException if the server cannot be relied on: a standby, or behind a pooler in
     *     transaction mode
     * @throws IOException if the server cannot be reached
     */
    public static NamedLocks over(DataSource source) throws IOException {
        return NamedLocks.on(server(source));
    }

    /**
     * Opens locks on names, and tells a listener what happens to them.
     *
     * @param source as for {@link #over(DataSource)}
     * @param listener called as {@link LockListener} says
     * @return the locks; close it to release what is held, and to close the connections
     * @throws IOException as {@link #over(DataSource)} does
     */
    public static NamedLocks over(DataSource source, LockListener listener) throws IOException {
        return NamedLocks.on(server(source), listener);
    }

    private static LockServer server(DataSource source) throws IOException {
        return new PostgresqlServer(new Sessions(source::getConnection, "a DataSource", Options.DEFAULT));
    }
}
