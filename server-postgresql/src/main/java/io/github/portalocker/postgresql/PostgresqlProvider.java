package io.github.portalocker.postgresql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;

import com.google.auto.service.AutoService;
import io.github.portalocker.spi.LockServer;
import io.github.portalocker.spi.LockServerProvider;
import io.github.portalocker.spi.LockUri;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Connects to PostgreSQL by a URI: {@code postgresql://user:password@host:port/database?parameter=value}.
 *
 * <p>Parameters: {@code heartbeat} and {@code timeout} in milliseconds (2 000 each), {@code sequence} for the fencing tokens
 * ({@code portalocker_token}), and those of the driver, such as {@code sslmode}.
 *
 * @since 0.1.0
 */
@AutoService(LockServerProvider.class)
@SuppressWarnings("exports") // AutoService is not there at run time
public final class PostgresqlProvider implements LockServerProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PostgresqlProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("postgresql", "postgres");
    }

    @Override
    public LockServer connect(LockUri uri) throws IOException {
        Options options = Options.of(uri);
        String url = Options.url(uri);
        Properties properties = Options.properties(uri);
        properties.putIfAbsent(PGProperty.CONNECT_TIMEOUT.getName(), "5");
        properties.putIfAbsent(PGProperty.LOGIN_TIMEOUT.getName(), "10");
        properties.putIfAbsent(PGProperty.CANCEL_SIGNAL_TIMEOUT.getName(), "5");
        properties.putIfAbsent(PGProperty.TCP_KEEP_ALIVE.getName(), "true");
        properties.putIfAbsent(PGProperty.PREPARE_THRESHOLD.getName(), "1");
        return new PostgresqlServer(new Sessions(() -> open(url, properties), uri.toString(), options));
    }

    /** Not by the DriverManager, which shows each class loader other drivers. */
    private static Connection open(String url, Properties properties) throws SQLException {
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not understand its URL");
        }
        return connection;
    }
}
