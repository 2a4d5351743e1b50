package io.github.portalocker.postgresql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.github.portalocker.tck.PostgresqlCluster;
import io.github.portalocker.tck.Program;
import org.opentest4j.TestAbortedException;

import static org.awaitility.Awaitility.await;

/** A pgbouncer in front of a server; skips the test where it is not installed. */
final class Pooler implements AutoCloseable {
    private final Program program;
    private final int port;

    private Pooler(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    static Pooler start(Path dir, PostgresqlCluster cluster, String mode) throws IOException {
        Path home = Files.createTempDirectory(dir, mode);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path settings = Files.writeString(home.resolve("ini"), """
                [databases]
                postgres = host=127.0.0.1 port=%d user=app
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                ignore_startup_parameters = extra_float_digits
                """.formatted(cluster.port(), port, mode));
        Pooler pooler = new Pooler(
                Program.start(PostgresqlCluster.asServer(List.of(pgbouncer().toString(), settings.toString()))), port);
        boolean ready = false;
        try {
            await().atMost(Duration.ofSeconds(60)).until(pooler::listens);
            ready = true;
        } finally {
            if (!ready) {
                pooler.close();
            }
        }
        return pooler;
    }

    private static Path pgbouncer() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin"; // where Debian has it
        return Arrays.stream(path.split(":", -1))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new TestAbortedException("pgbouncer is not installed (Debian: apt-get install pgbouncer)"));
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        program.close();
    }
}
