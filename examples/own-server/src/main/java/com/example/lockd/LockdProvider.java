package com.example.lockd;

import java.io.IOException;
import java.util.Set;

import io.github.portalocker.spi.LockServer;
import io.github.portalocker.spi.LockServerProvider;
import io.github.portalocker.spi.LockUri;

/** Makes {@code NamedLocks.connect("lockd://host:port")} work; META-INF/services names it. */
public final class LockdProvider implements LockServerProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("lockd");
    }

    @Override
    public LockServer connect(LockUri uri) throws IOException {
        uri.requireParameters(Set.of());
        String[] host = uri.hosts().size() == 1 ? uri.hosts().get(0).split(":", -1) : new String[0];
        if (host.length != 2) {
            throw new IllegalArgumentException("write lockd://host:port, not " + uri);
        }
        return new LockdClient(host[0], Integer.parseInt(host[1]));
    }
}
