package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.HeldLock;
import io.github.portalocker.Portalocker;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** A file that remembers the greatest token it was written with. In a database it is one column and one condition: {@code WHERE token <= ?}. */
record Store(Path file) {
    /** Answers false, and writes nothing, if a later holder of the lock has written already. */
    boolean write(long token, String data) throws IOException, InterruptedException {
        try (HeldLock whileComparing = Portalocker.lock(Path.of(file + ".lock"), EXCLUSIVE)) {
            long greatest = Files.exists(file) ? Long.parseLong(Files.readAllLines(file).get(0)) : 0;
            if (token < greatest) {
                return false;
            }
            Files.writeString(file, token + "\n" + data + "\n");
            return true;
        }
    }
}
