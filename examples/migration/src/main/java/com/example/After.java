package com.example;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.Portalocker;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** {@code FILE TIMES} counts in a file, as soon as its input ends; {@code FILE} holds the file until then. */
public final class After {
    private After() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path file = Path.of(args[0]);
        if (args.length == 1) {
            hold(file);
            return;
        }
        count(file); // before the others are ready: this loads all classes
        System.out.println("ready");
        System.in.read();
        for (int i = Integer.parseInt(args[1]) - 1; i > 0; i--) {
            count(file);
        }
    }

    private static void count(Path file) throws IOException, InterruptedException {
        try (HeldFileLock lock = Portalocker.lock(file, EXCLUSIVE)) { // other threads of this JVM wait, too
            Counter.increment(lock.channel());
        }
    }

    private static void hold(Path file) throws IOException {
        try (HeldFileLock lock = Portalocker.tryLock(file, EXCLUSIVE)) {
            if (lock == null) {
                System.out.println("refused");
                return;
            }
            System.out.println("locked with " + lock.backend());
            System.in.read();
        }
    }
}
