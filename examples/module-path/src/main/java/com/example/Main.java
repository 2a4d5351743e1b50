package com.example;

import java.nio.channels.FileChannel;
import java.nio.file.Path;

import io.github.portalocker.HeldLock;
import io.github.portalocker.Portalocker;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

/** Locks a file that it has opened itself, as the Python recipe does, from a named module. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        if (!Main.class.getModule().isNamed() || !Portalocker.class.getModule().isNamed()) {
            throw new IllegalStateException("not on the module path");
        }
        try (FileChannel file = FileChannel.open(Path.of(args[0]), CREATE, READ, WRITE)) {
            HeldLock lock = Portalocker.tryLock(file, EXCLUSIVE);
            if (lock == null) {
                System.out.println("refused");
                return;
            }
            System.out.println("locked with " + lock.backend());
            System.in.read();
            Portalocker.unlock(file);
        }
    }
}
