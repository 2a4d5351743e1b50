package io.github.portalocker.postgresql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final String CLIENTS = "select a.application_name, host(a.client_addr), l.mode from pg_locks l"
            + " join pg_stat_activity a on a.pid = l.pid"
            + " where l.locktype = 'advisory' and l.granted = ? and l.objsubid = 1"
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
        return ask(clients(LockKey.of(name), true), List.of());
    }

    @Override
    public List<LockHolder> waiters(String name, Duration limit) {
        return ask(clients(LockKey.of(name), false), List.of());
    }

    @Override
    public Map<String, String> facts() {
        return ask(this::facts, Map.of());
    }

    private Map<String, String> facts(Connection connection) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        long heartbeat = sessions.options.heartbeat().toMillis();
        long timeout = sessions.options.timeout().toMillis();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("server", data.getDatabaseProductName() + " " + data.getDatabaseProductVersion());
        facts.put("driver", data.getDriverName() + " " + data.getDriverVersion());
        facts.put("heartbeat", "each " + heartbeat + " ms, answered within " + timeout + " ms");
        facts.put(
                "a cut is known",
                "to the holder after " + (heartbeat + timeout) + " ms at the latest, to the server after "
                        + Session.SERVER_PATIENCE_SECONDS + " s");
        facts.put("tokens", "of the sequence " + sessions.options.sequence());
        facts.put("refused", "poolers in transaction mode, standbys: this is neither");
        return facts;
    }

    /** Over a connection that has no lock. */
    private <T> T ask(Session.Question<T> question, T otherwise) {
        Session session = null;
        try {
            session = sessions.takeIdle();
            session = session == null ? sessions.open() : session;
            T answer = session.ask(question);
            sessions.giveBack(session);
            return answer;
        } catch (SQLException | IOException e) {
            if (session != null) {
                session.discard();
            }
            return otherwise;
        }
    }

    private static Session.Question<List<LockHolder>> clients(long key, boolean granted) {
        return connection -> {
            List<LockHolder> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(CLIENTS)) {
                statement.setBoolean(1, granted);
                statement.setLong(2, key);
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
        };
    }

    @Override
    public void close() {
        sessions.close();
    }
}
