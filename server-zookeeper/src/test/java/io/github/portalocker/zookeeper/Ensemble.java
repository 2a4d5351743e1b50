package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.portalocker.tck.Program;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/** Three servers at loopback, each in a process of its own. */
final class Ensemble implements AutoCloseable {
    private static final int SERVERS = 3;

    private final List<Integer> ports = new ArrayList<>();
    private final List<Path> configurations = new ArrayList<>();
    private final List<@Nullable Program> processes = new ArrayList<>();

    private Ensemble() {}

    static Ensemble start(Path dir) throws Exception {
        Ensemble ensemble = new Ensemble();
        boolean ready = false;
        try {
            ensemble.configure(dir);
            for (int i = 0; i < SERVERS; i++) {
                ensemble.processes.add(null);
                ensemble.start(i);
            }
            ensemble.leader();
            ready = true;
        } finally {
            if (!ready) {
                ensemble.close();
            }
        }
        return ensemble;
    }

    private void configure(Path dir) throws IOException {
        StringBuilder members = new StringBuilder();
        List<ServerSocket> reserved = new ArrayList<>();
        for (int i = 0; i < 3 * SERVERS; i++) {
            reserved.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        for (int i = 0; i < SERVERS; i++) {
            ports.add(reserved.get(3 * i).getLocalPort());
            members.append("server.%d=127.0.0.1:%d:%d%n"
                    .formatted(
                            i + 1,
                            reserved.get(3 * i + 1).getLocalPort(),
                            reserved.get(3 * i + 2).getLocalPort()));
        }
        for (ServerSocket socket : reserved) {
            socket.close();
        }
        for (int i = 0; i < SERVERS; i++) {
            Path data = Files.createDirectories(dir.resolve(String.valueOf(i + 1)));
            Files.writeString(data.resolve("myid"), String.valueOf(i + 1));
            configurations.add(Files.writeString(
                    data.resolve("zoo.cfg"), """
                    tickTime=%d
                    initLimit=20
                    syncLimit=6
                    dataDir=%s
                    clientPort=%d
                    clientPortAddress=127.0.0.1
                    admin.enableServer=false
                    4lw.commands.whitelist=srvr
                    %s""".formatted(Servers.TICK_MILLIS, data, ports.get(i), members)));
        }
    }

    void start(int server) throws IOException {
        processes.set(
                server,
                Program.java(
                        List.of(),
                        QuorumPeerMain.class,
                        configurations.get(server).toString()));
    }

    void kill(int server) throws InterruptedException {
        Program process = processes.get(server);
        if (process != null) {
            process.kill();
        }
    }

    /** Waits until there is one. */
    int leader() {
        return await().atMost(Duration.ofSeconds(60)).until(this::findLeader, server -> server >= 0);
    }

    private int findLeader() {
        for (int i = 0; i < SERVERS; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(i))) {
                socket.setSoTimeout(1_000);
                socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                if (answer.contains("Mode: leader")) {
                    return i;
                }
            } catch (IOException e) {
                // it does not run
            }
        }
        return -1;
    }

    String hosts() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        for (Program process : processes) {
            if (process != null) {
                process.close();
            }
        }
    }
}
