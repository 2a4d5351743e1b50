package com.example.lockd;

import java.io.IOException;
import java.util.OptionalLong;

import io.github.portalocker.spi.RevocableGrant;

/** One lock: it lives as long as the connection. */
final class LockdGrant extends RevocableGrant {
    private final LockdClient client;
    private final String name;
    private final String id;
    private final long token;

    LockdGrant(LockdClient client, String name, String id, long token) {
        this.client = client;
        this.name = name;
        this.id = id;
        this.token = token;
    }

    @Override
    public void release() throws IOException {
        client.forget(this);
        if (!isKnownLost()) {
            LockdClient.await(client.send("RELEASE", id, "-", name));
        }
        markReleased();
    }

    @Override
    public OptionalLong token() {
        return OptionalLong.of(token);
    }

    /** The connection has ended. */
    void revoke() {
        lose("the connection to the lock server has ended");
    }
}
