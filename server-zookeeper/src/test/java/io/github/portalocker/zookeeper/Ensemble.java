package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Relay;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/** Three servers at loopback, each in a process of its own. */
final class Ensemble implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern MODE = Pattern.compile("Mode: (\\w+)");

    private final List<Integer> ports = new ArrayList<>();
    private final List<Path> configurations = new ArrayList<>();
    private final List<@Nullable Program> processes = new ArrayList<>();
    private final Relay relay;

    /** The first server reaches the third one, as its leader, through a relay. */
    private Ensemble(Path dir, int syncLimit) throws IOException {
        List<Integer> free = Servers.freePorts(3 * SERVERS);
        for (int i = 0; i < SERVERS; i++) {
            ports.add(free.get(3 * i));
            processes.add(null);
        }
        relay = new Relay(free.get(3 * SERVERS - 2));
        for (int i = 0; i < SERVERS; i++) {
            Path data = Files.createDirectories(dir.resolve(String.valueOf(i + 1)));
            Files.writeString(data.resolve("myid"), String.valueOf(i + 1));
            configurations.add(Files.writeString(data.resolve("zoo.cfg"), """
                    tickTime=%d
                    initLimit=20
                    syncLimit=%d
                    dataDir=%s
                    clientPort=%d
                    clientPortAddress=127.0.0.1
                    admin.enableServer=false
                    4lw.commands.whitelist=srvr
                    %s""".formatted(
                            Servers.TICK_MILLIS, syncLimit, data, ports.get(i), members(free, i == 0))));
        }
    }

    private String members(List<Integer> free, boolean throughRelay) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < SERVERS; i++) {
            boolean relayed = throughRelay && i == SERVERS - 1;
            members.append("server.%d=127.0.0.1:%d:%d\n"
                    .formatted(i + 1, relayed ? relay.port() : free.get(3 * i + 1), free.get(3 * i + 2)));
        }
        return members.toString();
    }

    /**
     * Starts them; the third one leads.
     *
     * @param syncLimit ticks after which a server that does not reach its leader leaves it
     */
    static Ensemble start(Path dir, int syncLimit) throws Exception {
        Ensemble ensemble = new Ensemble(dir, syncLimit);
        boolean ready = false;
        try {
            ensemble.start(1);
            ensemble.start(2);
            ensemble.leader();
            ensemble.start(0);
            await().atMost(PATIENCE).until(() -> ensemble.mode(0).equals("follower"));
            ready = true;
        } finally {
            if (!ready) {
                ensemble.close();
            }
        }
        return ensemble;
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
        return await().atMost(PATIENCE).until(this::findLeader, server -> server >= 0);
    }

    private int findLeader() {
        for (int i = 0; i < SERVERS; i++) {
            if (mode(i).equals("leader")) {
                return i;
            }
        }
        return -1;
    }

    /** What a server says that it is; empty if it does not answer. */
    String mode(int server) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(server))) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher mode = MODE.matcher(answer);
            return mode.find() ? mode.group(1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Cuts the first server off from the leader, without either of them noticing. */
    void cutOff() {
        relay.cut();
    }

    String host(int server) {
        return "127.0.0.1:" + ports.get(server);
    }

    String hosts() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    @Override
    public void close() throws IOException {
        relay.close();
        for (Program process : processes) {
            if (process != null) {
                process.close();
            }
        }
    }
}
