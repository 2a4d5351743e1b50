package io.github.portalocker.windows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;

/** Adds one to a number as often as told, giving up its waits at random and waiting again. */
final class Incrementer {
    private Incrementer() {}

    /** Arguments: backend, lock file, file with the number, how often. */
    @SuppressWarnings("SystemOut") // for the parent to read
    public static void main(String[] arguments) throws Exception {
        FileLocker locker = FileLocker.builder().backend(arguments[0]).build();
        Path lockFile = Path.of(arguments[1]);
        Path number = Path.of(arguments[2]);
        int timeouts = 0;
        for (int done = 0; done < Integer.parseInt(arguments[3]); ) {
            Duration timeout = Duration.ofMillis(ThreadLocalRandom.current().nextInt(30));
            try (HeldFileLock lock = locker.lock(lockFile, LockMode.EXCLUSIVE, timeout)) {
                if (!lock.isValid()) {
                    throw new IllegalStateException("the lock just acquired is not valid");
                }
                int value = Integer.parseInt(Files.readString(number).strip());
                Files.writeString(number, Integer.toString(value + 1));
                done++;
                if (done % 10 == 0) {
                    System.out.println("at " + done); // a slow machine is told from a stuck one
                }
            } catch (LockTimeoutException e) {
                timeouts++;
            }
        }
        System.out.println("timeouts " + timeouts);
        System.out.println("done");
    }
}
