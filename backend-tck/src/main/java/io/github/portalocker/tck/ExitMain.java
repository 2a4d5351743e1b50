package io.github.portalocker.tck;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockTimeoutException;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** A process that ends while a thread of it waits for a lock. Arguments: backend, lock file, how to end. */
final class ExitMain {
    private ExitMain() {}

    public static void main(String[] arguments) throws InterruptedException, ReflectiveOperationException {
        FileLocker locker = FileLocker.builder().backend(arguments[0]).build();
        Thread waiter = new Thread(() -> {
            try (HeldFileLock lock = locker.lock(Path.of(arguments[1]), EXCLUSIVE)) {
                say("acquired " + lock);
            } catch (IOException | InterruptedException e) {
                say("failed " + e);
            }
        });
        waiter.setDaemon(arguments[2].equals("return") || arguments[2].equals("hook"));
        waiter.start();
        Thread.sleep(200);
        say("waiting");
        if (arguments[2].equals("exit")) {
            System.exit(3);
        }
        if (arguments[2].equals("hook")) {
            say("hooks of the library: " + hooks());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> lockLate(locker, Path.of(arguments[1]))));
        }
    }

    private static void lockLate(FileLocker locker, Path path) {
        try (HeldFileLock lock = locker.lock(path, EXCLUSIVE, Duration.ofMillis(200))) {
            say("acquired " + lock);
        } catch (LockTimeoutException e) {
            say("timed out");
        } catch (IOException | InterruptedException e) {
            say("failed " + e);
        }
    }

    /** The registered hooks whose class is of this library. */
    private static List<Thread> hooks() throws ReflectiveOperationException {
        Field field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
        field.setAccessible(true);
        return ((Map<?, ?>) field.get(null))
                .keySet().stream()
                        .map(Thread.class::cast)
                        .filter(hook -> hook.toString().contains("portalocker")
                                || hook.getClass().getName().contains("portalocker"))
                        .toList();
    }

    @SuppressWarnings("SystemOut") // the protocol's channel
    private static void say(String line) {
        System.out.println(line);
    }
}
