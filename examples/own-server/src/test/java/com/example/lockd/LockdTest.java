package com.example.lockd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.NamesContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The library's contract of locks on names, and what becomes of them when the server goes. */
final class LockdTest implements NamesContract {
    private Lockd server;

    @BeforeEach
    void start() throws IOException {
        server = new Lockd(0);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Override
    public NamedLocks connect(Path dir) throws IOException {
        return NamedLocks.connect("lockd://localhost:" + server.port());
    }

    @Override
    public boolean hasTokens() {
        return true;
    }

    @Test
    void holderIsToldThatTheServerHasGone(@TempDir Path dir) throws Exception {
        NamedLocks locks = connect(dir);
        HeldLock lock = locks.lock(NAME, LockMode.EXCLUSIVE);
        server.close();
        LockLoss loss = lock.lost().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertFalse(lock.isValid(), loss.toString());
        lock.close();
        assertThrows(IOException.class, () -> locks.lock(NAME, LockMode.EXCLUSIVE));
        locks.close();
    }
}
