package io.github.portalocker.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a server on this machine that can be cut, as a network can: bytes get lost in one direction or both, connections break or
 * seem to stay.
 *
 * @since 0.1.0
 */
public final class Relay implements AutoCloseable {
    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean losesRequests;
    private volatile boolean losesAnswers;

    /** To the server at this port of the loopback. */
    public Relay(int server) throws IOException {
        this.server = server;
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket exit = new Socket();
                sockets.add(client);
                sockets.add(exit);
                exit.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
                start(() -> pass(client, exit, true));
                start(() -> pass(exit, client, false));
            } catch (IOException e) {
                // closed, or the server is down: the client is told by the connection
                if (!entrance.isClosed()) {
                    breakConnections();
                }
            }
        }
    }

    private void pass(Socket from, Socket to, boolean areRequests) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!(areRequests ? losesRequests : losesAnswers)) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // the other direction ends with it
        }
    }

    /** {@return where it listens} */
    public int port() {
        return entrance.getLocalPort();
    }

    /** {@return the same, with its host} */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** From now on nothing comes through, and connections seem to stay. */
    public void cut() {
        losesRequests = true;
        losesAnswers = true;
    }

    /** From now on the server gets what is sent, and its answers are lost. */
    public void loseAnswers() {
        losesAnswers = true;
    }

    /** What was lost stays lost: all connections of the time before are broken. */
    public void heal() {
        breakConnections();
        losesRequests = false;
        losesAnswers = false;
    }

    private void breakConnections() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is closed then
            }
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        breakConnections();
    }
}
