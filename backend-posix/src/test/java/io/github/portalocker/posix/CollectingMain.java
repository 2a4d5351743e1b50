package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;

import static io.github.portalocker.LockMode.SHARED;

/** Locks a file in four threads while garbage is collected all the time; warnings go to its output. */
final class CollectingMain {
    private CollectingMain() {}

    public static void main(String[] arguments) throws Exception {
        FileLocker locker = FileLocker.builder().backend(arguments[0]).build();
        Path path = Path.of(arguments[1]);
        long start = System.nanoTime();
        long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[2]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() - start < nanos) {
                    try (HeldFileLock lock = locker.lock(path, SHARED)) {
                        lock.mode();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        while (System.nanoTime() - start < nanos) {
            System.gc();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("done");
    }
}
