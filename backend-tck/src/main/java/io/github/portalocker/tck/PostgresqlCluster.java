package io.github.portalocker.tck;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A PostgreSQL of its own in a temporary folder, from the system's programs; skips the test where there are none.
 *
 * @since 0.1.0
 */
public final class PostgresqlCluster implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres"; // the server does not run as root

    private final Path programs;
    private final Path folder;
    private final int port;

    private PostgresqlCluster(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** Makes one and starts it. */
    public static PostgresqlCluster start() throws Exception {
        Path programs = programs();
        if (programs == null) {
            throw new TestAbortedException("PostgreSQL is not installed (Debian: apt-get install postgresql)");
        }
        return start(programs, "initdb", "-A", "trust", "-U", "app", "-N", "-E", "UTF8");
    }

    /** Makes a standby of it and starts that; it is closed before its primary. */
    public PostgresqlCluster startStandby() throws Exception {
        return start(
                programs,
                "pg_basebackup",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                "app",
                "-R",
                "-c",
                "fast");
    }

    private static PostgresqlCluster start(Path programs, String maker, String... arguments) throws Exception {
        Path folder = Files.createTempDirectory("portalocker-postgresql");
        PostgresqlCluster cluster = new PostgresqlCluster(programs, folder, freePort());
        boolean started = false;
        try {
            if (isRoot()) {
                run(List.of("chown", USER, folder.toString()));
            }
            List<String> words = new ArrayList<>(List.of(arguments));
            words.addAll(List.of("-D", cluster.data()));
            cluster.program(maker, words.toArray(new String[0]));
            cluster.begin();
            started = true;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
        return cluster;
    }

    private static @Nullable Path programs() throws IOException {
        List<Path> places = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.reverseOrder())
                        .map(each -> each.resolve("bin"))
                        .forEach(places::add);
            }
        }
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(Path::of)
                .forEach(places::add);
        return places.stream()
                .filter(place -> Files.isExecutable(place.resolve("initdb")))
                .findFirst()
                .orElse(null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Starts the server, again after {@link #stop}. */
    public void begin() throws Exception {
        String options = "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1 -c fsync=off";
        program(
                "pg_ctl",
                "-w",
                "-t",
                "60",
                "-D",
                data(),
                "-l",
                folder.resolve("log").toString(),
                "-o",
                options,
                "start");
    }

    /** Stops the server as one that is killed. */
    public void stop() throws Exception {
        program("pg_ctl", "-w", "-D", data(), "-m", "immediate", "stop");
    }

    /** Runs psql, which knows nothing of this library: the rows of the answer. */
    public List<String> query(String sql) throws Exception {
        List<String> command = List.of(
                programs.resolve("psql").toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                "app",
                "-d",
                "postgres",
                "-v",
                "ON_ERROR_STOP=1",
                "-X",
                "-q",
                "-A",
                "-t",
                "-c",
                sql);
        return run(command).lines().toList();
    }

    private void program(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(asServer(command));
    }

    /** {@return a command that runs another one as the user of the servers: PostgreSQL and pgbouncer do not run as root} */
    public static List<String> asServer(List<String> command) {
        List<String> other = new ArrayList<>();
        if (isRoot()) {
            other.addAll(List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"));
        }
        other.addAll(command);
        return other;
    }

    private static String run(List<String> command) throws Exception {
        Path output = Files.createTempFile("portalocker", "output");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile()) // not a pipe, which the server would keep open
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(command + ": " + Files.readString(output));
            }
            return Files.readString(output);
        } finally {
            Files.delete(output);
        }
    }

    /** {@return where it listens} */
    public int port() {
        return port;
    }

    /** Of its one database. */
    public String uri() {
        return "postgresql://app@127.0.0.1:" + port + "/postgres";
    }

    @Override
    public void close() throws Exception {
        try {
            if (Files.exists(folder.resolve("data").resolve("postmaster.pid"))) {
                stop();
            }
        } finally {
            run(List.of("rm", "-rf", folder.toString()));
        }
    }
}
