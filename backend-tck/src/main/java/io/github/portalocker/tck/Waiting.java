package io.github.portalocker.tck;

import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * A program that waits for a lock and says so. Arguments: backend, lock file.
 *
 * @since 0.1.0
 */
public final class Waiting {
    private Waiting() {}

    /** Says "waiting", waits, says "acquired", and ends. */
    @SuppressWarnings("SystemOut") // read by a test
    public static void main(String[] arguments) throws Exception {
        FileLocker locker = FileLocker.builder().backend(arguments[0]).build();
        System.out.println("waiting");
        try (HeldFileLock lock = locker.lock(Path.of(arguments[1]), EXCLUSIVE)) {
            System.out.println(lock.isValid() ? "acquired" : "invalid");
        }
    }
}
