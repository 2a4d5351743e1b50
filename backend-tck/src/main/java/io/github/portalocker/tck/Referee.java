package io.github.portalocker.tck;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches processes that lock from outside of them, over TCP: it starts all of them at once, hears of each acquisition before
 * the process goes on, and of each release before it happens. It shares neither files nor memory with them.
 */
final class Referee implements Closeable {
    private static final int ACQUIRED = 1;
    private static final int RELEASED = 2;

    private final ServerSocket server;
    private final AtomicInteger owner = new AtomicInteger();
    private final AtomicInteger violations = new AtomicInteger();
    private final AtomicLong holds = new AtomicLong();

    /** Opens the line. */
    Referee() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    int port() {
        return server.getLocalPort();
    }

    /** Waits until so many processes have called, lets them go, and watches until all have hung up. */
    void watch(int processes) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            while (sockets.size() < processes) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
            }
            for (Socket socket : sockets) {
                socket.getOutputStream().write(1); // the start gun
            }
            AtomicInteger number = new AtomicInteger();
            Threads.runInParallel(processes, () -> {
                int me = number.incrementAndGet();
                listen(sockets.get(me - 1), me);
                return true;
            });
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private void listen(Socket socket, int me) throws IOException {
        for (int word = socket.getInputStream().read();
                word >= 0;
                word = socket.getInputStream().read()) {
            boolean fair = word == ACQUIRED ? owner.compareAndSet(0, me) : owner.compareAndSet(me, 0);
            if (!fair) {
                violations.incrementAndGet();
            }
            if (word == RELEASED) {
                holds.incrementAndGet();
            }
            socket.getOutputStream().write(word);
        }
    }

    int violations() {
        return violations.get();
    }

    long holds() {
        return holds.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** Calls, from a process that is to be watched; returns when the start gun was heard. */
    static Line call(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        Line line = new Line(socket);
        line.hear();
        return line;
    }

    /** A process's end of the line. */
    record Line(Socket socket) implements Closeable {
        void acquired() throws IOException {
            say(ACQUIRED);
        }

        void released() throws IOException {
            say(RELEASED);
        }

        private void say(int word) throws IOException {
            socket.getOutputStream().write(word);
            hear();
        }

        private void hear() throws IOException {
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the referee has hung up");
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
