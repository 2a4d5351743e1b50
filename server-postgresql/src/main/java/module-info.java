import org.jspecify.annotations.NullMarked;

/** Locks on names as advisory locks of PostgreSQL. */
@NullMarked
@SuppressWarnings("requires-automatic") // the driver and AutoService have no module descriptors
module io.github.portalocker.postgresql {
    requires transitive io.github.portalocker;
    requires transitive java.sql;
    requires org.postgresql.jdbc;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports io.github.portalocker.postgresql;

    provides io.github.portalocker.spi.LockServerProvider with
            io.github.portalocker.postgresql.PostgresqlProvider;
}
