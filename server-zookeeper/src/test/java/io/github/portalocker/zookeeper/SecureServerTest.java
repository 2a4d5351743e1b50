package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Program;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** TLS and SASL are those of ZooKeeper's client: its settings reach it. */
final class SecureServerTest {
    private static final String NAME = "jobs/import-7";
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path dir;

    private static Program server;
    private static int port;
    private static int securePort;
    private static Path logins;
    private static Path clientConfig;

    @BeforeAll
    static void start() throws Exception {
        List<Integer> ports = Servers.freePorts(2);
        port = ports.get(0);
        securePort = ports.get(1);
        Path keys = dir.resolve("keys.p12");
        Path trusted = dir.resolve("trusted.p12");
        makeStores(keys, trusted);
        String stores = """
                %1$sssl.keyStore.location=%2$s
                %1$sssl.keyStore.password=%4$s
                %1$sssl.trustStore.location=%3$s
                %1$sssl.trustStore.password=%4$s
                """;
        clientConfig = Files.writeString(
                dir.resolve("client.properties"), """
                zookeeper.client.secure=true
                zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty
                """ + stores.formatted("zookeeper.", keys, trusted, PASSWORD));
        logins = Files.writeString(dir.resolve("logins"), """
                Server { org.apache.zookeeper.server.auth.DigestLoginModule required user_app="secret"; };
                Client { org.apache.zookeeper.server.auth.DigestLoginModule required username="app" password="secret"; };
                """);
        Path settings = Files.writeString(
                dir.resolve("zoo.cfg"),
                """
                tickTime=%d
                dataDir=%s
                clientPort=%d
                clientPortAddress=127.0.0.1
                secureClientPort=%d
                secureClientPortAddress=127.0.0.1
                serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
                authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider
                admin.enableServer=false
                """.formatted(Servers.TICK_MILLIS, dir.resolve("data"), port, securePort)
                        + stores.formatted("", keys, trusted, PASSWORD));
        server = Program.java(loginOptions(), ZooKeeperServerMain.class, settings.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> isOpen(port) && isOpen(securePort));
    }

    /** One key for both sides, and its certificate, which both trust. */
    private static void makeStores(Path keys, Path trusted) throws Exception {
        Path certificate = dir.resolve("certificate");
        keytool(
                keys,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1");
        keytool(keys, "-exportcert", "-file", certificate.toString());
        keytool(trusted, "-importcert", "-noprompt", "-file", certificate.toString());
    }

    private static void keytool(Path store, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of(
                "-alias", "server", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try (Program keytool = Program.start(command)) {
            List<String> said = keytool.rest();
            assertThat(keytool.exitCode()).as(said.toString()).isZero();
        }
    }

    /** With the one mechanism that needs no other server; ZooKeeper takes it for too weak where FIPS counts. */
    private static List<String> loginOptions() {
        return List.of("-Djava.security.auth.login.config=" + logins, "-Dzookeeper.fips-mode=false");
    }

    private static boolean isOpen(int wanted) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), wanted)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void locksAreKeptThroughTls() throws Exception {
        String uri = "zookeeper://127.0.0.1:" + securePort + "/tls";
        try (NamedLocks locks = NamedLocks.connect(uri + "?clientConfig=" + clientConfig);
                NamedLocks others = NamedLocks.connect(uri + "?clientConfig=" + clientConfig);
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            lock.ensureValid();
            assertThat(others.tryLock(NAME, SHARED)).isNull();
        }
        assertThatThrownBy(() -> NamedLocks.connect(uri + "?timeout=1000")) // without TLS
                .isInstanceOf(LockException.class)
                .hasMessageContaining("has not answered for 1000 ms");
    }

    /** In a process of its own, because Java's logins are those of a process. */
    @Test
    void nodesOfALoginAreClosedToOthers() throws Exception {
        String uri = "zookeeper://127.0.0.1:" + port + "/sasl";
        try (Program holder = Program.java(loginOptions(), OwnerMain.class, uri + "?acl=creator", NAME);
                NamedLocks strangers = NamedLocks.connect(uri)) {
            holder.awaitLine("locked");
            assertThatThrownBy(() -> strangers.tryLock(NAME, SHARED))
                    .isInstanceOf(LockException.class)
                    .hasMessageContainingAll(NAME, "NOAUTH");
            assertThat(holder.finish()).isZero();
        }
    }
}
