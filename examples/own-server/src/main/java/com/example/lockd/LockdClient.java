package com.example.lockd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.LockServer;

/** One connection: what it has locked is lost when it breaks. */
final class LockdClient implements LockServer {
    private static final int PATIENCE_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final PrintWriter requests;
    private final Map<String, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    private final Set<LockdGrant> locked = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastId = new AtomicLong();

    /** Completed when the connection has ended. */
    final CompletableFuture<Void> end = new CompletableFuture<>();

    LockdClient(String host, int port) throws IOException {
        socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
        requests = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "lockd-client");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (socket) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                CompletableFuture<String> answer = answers.remove(line.split(" ", 3)[1]);
                if (answer != null) {
                    answer.complete(line);
                }
            }
        } catch (IOException e) {
            // it has ended
        } finally {
            end.complete(null);
            locked.forEach(LockdGrant::revoke); // first of all: from now on, isValid() of each lock is false
            answers.values().forEach(answer -> answer.completeExceptionally(new IOException("the server has gone")));
        }
    }

    /** It is told when the connection ends. */
    void watch(LockdGrant grant) {
        locked.add(grant);
        if (end.isDone()) { // meanwhile
            grant.revoke();
        }
    }

    void forget(LockdGrant grant) {
        locked.remove(grant);
    }

    String newId() {
        return Long.toString(lastId.incrementAndGet());
    }

    /** Sends a request whose answer comes by itself. */
    CompletableFuture<String> send(String verb, String id, Object mode, String name) {
        CompletableFuture<String> answer = answers.computeIfAbsent(id, unused -> new CompletableFuture<>());
        requests.println(verb + " " + id + " " + mode + " " + name);
        if (end.isDone()) {
            answer.completeExceptionally(new IOException("the server has gone"));
        }
        return answer;
    }

    /** Waits for an answer that is due now. */
    static String await(CompletableFuture<String> answer) throws IOException {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        try {
            while (true) {
                try {
                    return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true; // what was asked for has been sent
                } catch (ExecutionException | TimeoutException e) {
                    throw new IOException("no answer from the lock server: " + e, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public LockHandle open(String name) {
        return new LockdHandle(this, name);
    }

    @Override
    public String name() {
        return "lockd";
    }

    @Override
    public Set<LockDomain> domains() {
        return Set.of(new LockDomain("LOCKD"));
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
