package com.example.lockd;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Grant;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.PendingWait;

/** A name on the server. */
final class LockdHandle implements LockHandle {
    private final LockdClient client;
    private final String name;

    LockdHandle(LockdClient client, String name) {
        this.client = client;
        this.name = URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    @Override
    public Grant tryLock(LockMode mode) throws IOException {
        String id = client.newId();
        return grant(LockdClient.await(client.send("TRY", id, mode, name)));
    }

    private Grant grant(String answer) {
        String[] words = answer.split(" ");
        if (!words[0].equals("GRANTED")) {
            return null;
        }
        LockdGrant grant = new LockdGrant(client, name, words[1], Long.parseLong(words[2]));
        client.watch(grant);
        return grant;
    }

    /** A network is in between. */
    @Override
    public boolean mayBlock() {
        return true;
    }

    /** Each lock has a token of its own. */
    @Override
    public boolean mayHandOff() {
        return false;
    }

    @Override
    public PendingWait newWait(LockMode mode) {
        String id = client.newId();
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        return new PendingWait() {
            @Override
            public Grant await() throws IOException {
                CompletableFuture<String> answer = client.send("LOCK", id, mode, name);
                CompletableFuture.anyOf(answer, cancelled, client.end).handle((any, failure) -> true).join();
                if (!answer.isDone() && !client.end.isDone()) {
                    client.send("CANCEL", id, mode, name);
                }
                return grant(LockdClient.await(answer));
            }

            /** The thread that waits tells the server. */
            @Override
            public boolean cancel() {
                cancelled.complete(null);
                return true;
            }

            /** So the thread that wants the lock need not wait for the answer. */
            @Override
            public boolean mayBeUnresponsive() {
                return true;
            }
        };
    }

    @Override
    public Object identity() {
        return name;
    }

    @Override
    public void close() {}
}
