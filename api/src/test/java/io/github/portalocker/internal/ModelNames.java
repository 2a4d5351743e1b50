package io.github.portalocker.internal;

import java.io.IOException;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.memory.Judge.Visit;
import io.github.portalocker.memory.MemoryServer;

/** A connection of the {@link Model} to a lock server, which may be closed at any moment. */
final class ModelNames {
    final NamedLocks locks;
    final ModelVisits visits = new ModelVisits();
    private final Model model;
    private final MemoryServer server;

    ModelNames(Model model) {
        this.model = model;
        this.server = new MemoryServer(model.backend);
        this.locks = server.locks();
    }

    Visit enter(HeldNamedLock lock, int losses) throws IOException {
        return visits.enter(() -> model.judge.enter(server, lock, losses));
    }

    void close() throws IOException {
        visits.endAll();
        locks.close();
    }
}
