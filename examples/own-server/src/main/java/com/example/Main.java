package com.example;

import java.time.Duration;

import com.example.lockd.Lockd;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.NamedLocks;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** {@code serve PORT} is the server; {@code URI NAME} locks a name, wherever the URI says. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("serve")) {
            try (Lockd server = new Lockd(Integer.parseInt(args[1]))) {
                System.out.println("listening at " + server.port());
                System.in.read();
            }
            return;
        }
        try (NamedLocks locks = NamedLocks.connect(args[0]);
                HeldLock lock = locks.lock(args[1], EXCLUSIVE, Duration.ofMillis(200))) {
            System.out.println("locked with " + lock.backend() + ", token " + lock.fencingToken().isPresent());
            System.in.read();
        } catch (LockTimeoutException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
