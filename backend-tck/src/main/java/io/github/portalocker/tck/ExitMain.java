package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** A process that ends while a thread of it waits for a lock. Arguments: backend, lock file, how to end. */
final class ExitMain {
    private ExitMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        FileLocker locker = FileLocker.builder().backend(arguments[0]).build();
        Thread waiter = new Thread(() -> {
            try (HeldLock lock = locker.lock(Path.of(arguments[1]), EXCLUSIVE)) {
                say("acquired " + lock);
            } catch (IOException | InterruptedException e) {
                say("failed " + e);
            }
        });
        waiter.setDaemon(arguments[2].equals("return"));
        waiter.start();
        Thread.sleep(200);
        say("waiting");
        if (arguments[2].equals("exit")) {
            System.exit(3);
        }
    }

    @SuppressWarnings("SystemOut") // the protocol's channel
    private static void say(String line) {
        System.out.println(line);
    }
}
