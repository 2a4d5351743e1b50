package com.example.lockd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock server, as small as one can be: locks live as long as the connection that has taken them.
 *
 * <p>Requests, a line each: {@code TRY|LOCK|CANCEL|RELEASE id mode name}; answers: {@code GRANTED id token}, {@code REFUSED id},
 * {@code RELEASED id}.
 */
public final class Lockd implements AutoCloseable {
    private final ServerSocket socket;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    // guarded by this
    private final List<Entry> entries = new ArrayList<>(); // in the order in which they came
    private long lastToken;

    private record Request(Object client, PrintWriter answers, String id, boolean exclusive, String name) {}

    private static final class Entry {
        final Request request;
        boolean granted;

        Entry(Request request) {
            this.request = request;
        }
    }

    /** Starts one on this machine; port 0 is a free one. */
    public Lockd(int port) throws IOException {
        socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "lockd");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                clients.add(client);
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader requests =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            PrintWriter answers = new PrintWriter(client.getOutputStream(), true, StandardCharsets.UTF_8);
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                String[] words = line.split(" ", 4);
                String name = URLDecoder.decode(words[3], StandardCharsets.UTF_8);
                perform(words[0], new Request(client, answers, words[1], words[2].equals("EXCLUSIVE"), name));
            }
        } catch (IOException e) {
            // it has gone
        } finally {
            clients.remove(client);
            leave(client);
        }
    }

    private synchronized void perform(String verb, Request request) {
        switch (verb) {
            case "TRY" -> {
                Entry entry = new Entry(request);
                if (entries.stream().anyMatch(other -> other.granted && conflict(other, entry))) {
                    request.answers.println("REFUSED " + request.id);
                } else {
                    entries.add(entry);
                    grant(entry);
                }
            }
            case "LOCK" -> {
                entries.add(new Entry(request));
                grantWhatIsFree();
            }
            case "CANCEL" -> {
                boolean waits = entries.removeIf(entry -> isOf(entry, request) && !entry.granted);
                if (waits) { // else the answer is on its way
                    request.answers.println("REFUSED " + request.id);
                    grantWhatIsFree();
                }
            }
            case "RELEASE" -> {
                entries.removeIf(entry -> isOf(entry, request));
                request.answers.println("RELEASED " + request.id);
                grantWhatIsFree();
            }
            default -> request.answers.println("UNKNOWN " + request.id);
        }
    }

    private static boolean isOf(Entry entry, Request request) {
        return entry.request.client == request.client && entry.request.id.equals(request.id);
    }

    private static boolean conflict(Entry one, Entry other) {
        return one.request.name.equals(other.request.name) && (one.request.exclusive || other.request.exclusive);
    }

    private void grant(Entry entry) {
        entry.granted = true;
        entry.request.answers.println("GRANTED " + entry.request.id + " " + ++lastToken);
    }

    /** Each waits for all that came before it and are in its way. */
    private void grantWhatIsFree() {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (!entry.granted && entries.subList(0, i).stream().noneMatch(other -> conflict(other, entry))
                    && entries.stream().noneMatch(other -> other.granted && conflict(other, entry))) {
                grant(entry);
            }
        }
    }

    private synchronized void leave(Socket client) {
        entries.removeIf(entry -> entry.request.client == client);
        grantWhatIsFree();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
