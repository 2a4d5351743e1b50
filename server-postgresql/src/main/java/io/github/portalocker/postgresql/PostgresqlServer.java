package io.github.portalocker.postgresql;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.LockServer;
import org.jspecify.annotations.Nullable;

/** The advisory locks of one database, as one client. */
final class PostgresqlServer implements LockServer {
    static final String NAME = "postgresql";

    /** classid and objid are the two halves of the key, objsubid 1 says that it is one number. */
    private static final String HOLDERS = "select a.application_name, host(a.client_addr), l.mode from pg_locks l"
            + " join pg_stat_activity a on a.pid = l.pid"
            + " where l.locktype = 'advisory' and l.granted and l.objsubid = 1"
            + " and l.database = (select oid from pg_database where datname = current_database())"
            + " and ((l.classid::bigint << 32) | l.objid::bigint) = ?";

    private final Sessions sessions;

    PostgresqlServer(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<LockDomain> domains() {
        return Set.of(Client.DOMAIN);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KERNEL_WAIT);
    }

    @Override
    public LockHandle open(String name) {
        return new PostgresqlHandle(sessions, name);
    }

    @Override
    public List<LockHolder> holders(String name, Duration limit) {
        Session session = null;
        try {
            session = sessions.takeIdle();
            session = session == null ? sessions.open() : session;
            List<LockHolder> found = holders(session, LockKey.of(name));
            sessions.giveBack(session);
            return found;
        } catch (SQLException | IOException e) {
            if (session != null) {
                session.discard();
            }
            return List.of();
        }
    }

    private static List<LockHolder> holders(Session session, long key) throws SQLException {
        return session.ask(connection -> {
            List<LockHolder> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(HOLDERS)) {
                statement.setLong(1, key);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        @Nullable String application = rows.getString(1);
                        @Nullable String address = rows.getString(2);
                        found.add(Client.holder(application, address)
                                .withMode(
                                        rows.getString(3).equals("ShareLock") ? LockMode.SHARED : LockMode.EXCLUSIVE));
                    }
                }
            }
            return found;
        });
    }

    @Override
    public void close() {
        sessions.close();
    }
}
