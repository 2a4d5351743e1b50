package com.example;

import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * No native code: next to programs that lock with FileChannel.lock, with the weaknesses that FileChannel.lock has. A file that
 * stays open is locked again and again.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        FileLocker locker = FileLocker.builder().backend("nio").build();
        try (LockFile file = locker.open(Path.of(args[0]))) {
            for (int round = 0; round < 1000; round++) {
                try (HeldLock lock = file.tryLock(EXCLUSIVE)) {
                    if (lock == null) {
                        System.out.println("refused");
                        return;
                    }
                }
            }
            try (HeldLock lock = file.lock(EXCLUSIVE)) {
                System.out.println("locked with " + lock.backend());
                System.in.read();
            }
        }
    }
}
