package io.github.portalocker.postgresql;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockNotSupportedException;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.Portalocker;
import io.github.portalocker.tck.NamesContract;
import io.github.portalocker.tck.PostgresqlCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The contract of locks on names, and what a server adds. */
final class PostgresqlTest implements NamesContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
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

    /** Names of one test are those of another folder than another test's. */
    @Override
    public NamedLocks connect(Path dir) throws IOException {
        return NamedLocks.connect(cluster.uri());
    }

    @Override
    public boolean hasTokens() {
        return true;
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
            List<String> found = new java.util.ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static String terminate(String mode) {
        return "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and mode = '" + mode + "'";
    }

    @Test
    void terminatedSessionIsALossAndWaitersGoOn(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<LockLoss> told = lost.lost().toCompletableFuture();
            CompletableFuture<HeldNamedLock> next = others.lockAsync(NAME, EXCLUSIVE);
            sql(terminate("ExclusiveLock") + " and granted");
            try (HeldNamedLock lock = next.get(60, TimeUnit.SECONDS)) {
                assertThat(lock.fencingToken().orElseThrow())
                        .isGreaterThan(lost.fencingToken().orElseThrow());
                assertThat(told).succeedsWithin(PATIENCE);
                assertThat(told.join().subject()).isEqualTo(NAME);
                assertThat(lost.isValid()).isFalse();
                assertThatThrownBy(lost::ensureValid).isInstanceOf(LockLostException.class);
                lost.close();
                assertThat(lock.isValid()).isTrue();
            }
            locks.lock(NAME, EXCLUSIVE).close();
        }
    }

    @Test
    void ensureValidAsksTheServer(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(cluster.uri() + "?heartbeat=7000&timeout=1000")) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            lock.ensureValid();
            sql(terminate("ExclusiveLock") + " and granted");
            assertThatThrownBy(lock::ensureValid)
                    .isInstanceOf(LockLostException.class)
                    .hasMessageContainingAll(NAME, "connection to PostgreSQL has ended");
            assertThat(lock.isValid()).isFalse();
            lock.close();
        }
    }

    @Test
    void restartedServerIsALossAndTokensGoOnRising(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir)) {
            HeldNamedLock lost = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<LockLoss> told = lost.lost().toCompletableFuture();
            cluster.stop();
            assertThat(told).succeedsWithin(PATIENCE);
            assertThatThrownBy(() -> locks.lock("other", EXCLUSIVE)).isInstanceOf(LockException.class);
            lost.close();
            cluster.begin();
            try (HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
                assertThat(lock.fencingToken().orElseThrow())
                        .isGreaterThan(lost.fencingToken().orElseThrow());
            }
        } finally {
            if (query("select 1").isEmpty()) {
                cluster.begin();
            }
        }
    }

    @Test
    void manyCancelledWaitsLeaveNothing(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            HeldNamedLock lock = others.lock(NAME, EXCLUSIVE);
            for (int i = 0; i < 30; i++) {
                assertThat(locks.tryLock(NAME, EXCLUSIVE, Duration.ofMillis(1 + i % 10)))
                        .isNull();
            }
            lock.close();
            others.lock(NAME, EXCLUSIVE).close();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(query("select pid from pg_locks where locktype = 'advisory'"))
                            .isEmpty());
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                query(
                                        "select application_name from pg_stat_activity where application_name like 'portalocker%'"))
                        .isEmpty());
    }

    @Test
    void holdersAreNamed(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir);
                HeldNamedLock lock = locks.lock(NAME, SHARED)) {
            assertThat(others.holders(NAME)).as("%s", lock).singleElement().satisfies(holder -> {
                assertThat(holder.pid()).hasValue(ProcessHandle.current().pid());
                assertThat(holder.mode()).hasValue(SHARED);
                assertThat(holder.host()).isEmpty();
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThatThrownBy(() -> others.lock(NAME, EXCLUSIVE, Duration.ofMillis(300)))
                            .isInstanceOf(LockTimeoutException.class)
                            .hasMessageContaining("this process"));
        }
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

    /** Nor is it asked when backends are listed. */
    @Test
    void serverIsNoBackend() {
        assertThat(Portalocker.backends()).noneMatch(backend -> backend.name().contains("postgres"));
    }
}
