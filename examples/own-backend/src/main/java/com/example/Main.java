package com.example;

import java.nio.file.Path;
import java.time.Duration;

import com.example.counted.CountedBackend;
import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockTimeoutException;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** Locks with the backend of this project, which the library has found by itself. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        FileLocker locker = FileLocker.builder().backend("counted").build();
        try (HeldLock lock = locker.lock(Path.of(args[0]), EXCLUSIVE, Duration.ofMillis(200))) {
            System.out.println("locked with " + lock.backend() + ", " + CountedBackend.granted() + " granted");
            System.in.read();
        } catch (LockTimeoutException e) {
            System.out.println("refused " + CountedBackend.refused() + " times");
        }
    }
}
