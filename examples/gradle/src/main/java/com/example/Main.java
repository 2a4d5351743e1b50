package com.example;

import java.nio.file.Path;
import java.time.Duration;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.Portalocker;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** Holds a file until its input ends. Nothing is said about backends: the best one here is taken. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        try (HeldLock lock = Portalocker.lock(Path.of(args[0]), EXCLUSIVE, Duration.ofMillis(200))) {
            System.out.println("locked with " + lock.backend());
            System.in.read();
        } catch (LockTimeoutException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
