package com.example;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

import io.github.portalocker.HeldLock;
import io.github.portalocker.NamedLocks;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** {@code URI NAME FILE TEXT}: locks the name, works until its input ends, and writes the text. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Store store = new Store(Path.of(args[2]));
        try (NamedLocks locks = NamedLocks.connect(args[0]);
                HeldLock lock = locks.lock(args[1], EXCLUSIVE)) {
            OptionalLong token = lock.fencingToken();
            System.out.println("locked with " + lock.backend()
                    + (token.isPresent() ? ", token " + token.getAsLong() : ", which cannot be lost, so without a token"));
            while (System.in.read() >= 0) {} // the work, in which this process may be paused, or its lock be lost
            long number = token.orElse(0);
            System.out.println(store.write(number, args[3])
                    ? "written"
                    : "refused: token " + number + " is smaller than that of a later holder, who has written already");
        }
    }
}
