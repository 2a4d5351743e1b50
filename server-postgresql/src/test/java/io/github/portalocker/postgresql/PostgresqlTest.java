package io.github.portalocker.postgresql;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.PostgresqlCluster;
import io.github.portalocker.tck.Relay;
import io.github.portalocker.tck.ServerContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The contract of locks on names and of servers, and what is special to this one. */
final class PostgresqlTest implements ServerContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TERMINATE =
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted";

    private static PostgresqlCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = PostgresqlCluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    public String uri(Path dir) {
        return cluster.uri();
    }

    @Override
    public String impatientUri(Path dir) {
        return cluster.uri() + "?heartbeat=500&timeout=1500&loginTimeout=5";
    }

    @Override
    public int port() {
        return cluster.port();
    }

    @Override
    public void endSessions(Path dir) throws Exception {
        sql(TERMINATE);
    }

    @Override
    public int entries(Path dir) throws Exception {
        return query("select pid from pg_locks where locktype = 'advisory'").size();
    }

    @Override
    public void stopServer() throws Exception {
        cluster.stop();
    }

    @Override
    public void startServer() throws Exception {
        cluster.begin();
    }

    /** It keeps the locks of a connection that stays. */
    @Override
    public boolean noticesSilence() {
        return false;
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:" + cluster.uri().replace("app@", ""), "app", "");
    }

    private static void sql(String statement) throws Exception {
        try (Connection connection = connection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static List<String> query(String statement) throws Exception {
        try (Connection connection = connection();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(statement)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Test
    void ensureValidAsksTheServer(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(cluster.uri() + "?heartbeat=7000&timeout=1000")) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            lock.ensureValid();
            sql(TERMINATE);
            assertThatThrownBy(lock::ensureValid)
                    .isInstanceOf(LockLostException.class)
                    .hasMessageContainingAll(NAME, "connection to PostgreSQL has ended");
            assertThat(lock.isValid()).isFalse();
            lock.close();
        }
    }

    /** A heartbeat is under way when it is asked. */
    @Test
    void ensureValidDoesNotTakeSilenceForAnAnswer() throws Exception {
        try (Relay relay = new Relay(cluster.port());
                NamedLocks locks = NamedLocks.connect(cluster.uri().replace(":" + cluster.port(), ":" + relay.port())
                        + "?heartbeat=500&timeout=3000")) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            relay.cut();
            Thread.sleep(1_500);
            assertThatThrownBy(lock::ensureValid).isInstanceOf(LockLostException.class);
            relay.heal();
            lock.close();
        }
    }

    @Test
    void serverGivesUpAClientThatAcknowledgesNothing() throws Exception {
        List<Connection> opened = new CopyOnWriteArrayList<>();
        DataSource source = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    opened.add(connection());
                    return opened.get(opened.size() - 1);
                });
        try (NamedLocks locks = PostgresqlLocks.over(source)) {
            locks.lock(NAME, EXCLUSIVE).close();
            try (Statement sql = opened.get(0).createStatement();
                    ResultSet row = sql.executeQuery("show tcp_user_timeout")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("11000"); // milliseconds
            }
        }
    }

    @Test
    void clientsThatAreClosedLeaveNoSessions(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            assertThat(others.tryLock(NAME, EXCLUSIVE, Duration.ofMillis(50)))
                    .as("beside %s", lock)
                    .isNull();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                query(
                                        "select application_name from pg_stat_activity where application_name like 'portalocker%'"))
                        .isEmpty());
    }

    @Test
    void dataSourceDoesAsWell(@TempDir Path dir) throws Exception {
        DataSource source = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getConnection");
                    return connection();
                });
        try (NamedLocks locks = PostgresqlLocks.over(source);
                NamedLocks others = connect(dir);
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            assertThat(others.tryLock(NAME, SHARED)).as("%s", lock).isNull();
        }
    }

    @Test
    void userWhoCannotMakeTheSequenceIsToldHow() throws Exception {
        sql("create role reader login");
        sql("revoke create on schema public from public");
        assertThatThrownBy(() ->
                        NamedLocks.connect(cluster.uri().replace("app@", "reader:secret@") + "?sequence=another_token"))
                .isInstanceOf(LockNotSupportedException.class)
                .hasMessageContainingAll("another_token", "CREATE SEQUENCE", "GRANT USAGE")
                .hasMessageNotContaining("secret");
    }

    @Test
    void sequenceWithACacheIsRefused() throws Exception {
        sql("create sequence cached_token cache 20");
        assertThatThrownBy(() -> NamedLocks.connect(cluster.uri() + "?sequence=cached_token"))
                .isInstanceOf(LockNotSupportedException.class)
                .hasMessageContainingAll("cached_token", "CACHE 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void poolerThatGivesEachStatementAnotherSessionIsRefused(String mode, @TempDir Path dir) throws Exception {
        try (Pooler pooler = Pooler.start(dir, cluster, mode)) {
            assertThatThrownBy(() -> NamedLocks.connect(throughPooler(pooler)))
                    .isInstanceOf(LockNotSupportedException.class)
                    .hasMessageContainingAll("a connection pooler ", "session mode");
        }
    }

    @Test
    void poolerInSessionModeDoes(@TempDir Path dir) throws Exception {
        try (Pooler pooler = Pooler.start(dir, cluster, "session");
                NamedLocks locks = NamedLocks.connect(throughPooler(pooler));
                NamedLocks others = connect(dir);
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            lock.ensureValid();
            assertThat(others.tryLock(NAME, SHARED)).isNull();
        }
    }

    private static String throughPooler(Pooler pooler) {
        return cluster.uri().replace(":" + cluster.port(), ":" + pooler.port());
    }

    @Test
    void standbyIsRefused() throws Exception {
        try (PostgresqlCluster standby = cluster.startStandby()) {
            assertThatThrownBy(() -> NamedLocks.connect(standby.uri()))
                    .isInstanceOf(LockNotSupportedException.class)
                    .hasMessageContainingAll("it is a standby", "connect to the primary");
        }
    }

    @Test
    void serverThatIsNotThereIsAnErrorInTime() {
        assertThatThrownBy(() -> NamedLocks.connect("postgresql://app:secret@127.0.0.1:1/postgres"))
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll("postgresql://app:***@127.0.0.1:1/postgres")
                .hasMessageNotContaining("secret");
    }

    @Test
    void wrongUrisAreRefused() {
        for (String uri : List.of(
                "postgresql://host",
                "postgresql://host/a/b",
                "postgresql://host/db?heartbaet=1",
                "postgresql://host/db?heartbeat=x",
                "postgresql://host/db?heartbeat=9000",
                "postgresql://host/db?sequence=a'b")) {
            assertThatThrownBy(() -> NamedLocks.connect(uri)).as(uri).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
