package io.github.portalocker.posix.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * Locks and fails to lock many times, and says what more of descriptors, threads and bytes of heap it has after that.
 *
 * <p>Arguments: backend, a free file, a file that another process holds, how many cycles, how many timeouts.
 */
final class ResourcesMain {
    private final FileLocker locker;
    private final Path free;
    private final Path busy;

    private ResourcesMain(FileLocker locker, Path free, Path busy) {
        this.locker = locker;
        this.free = free;
        this.busy = busy;
    }

    @SuppressWarnings("SystemOut") // read by a test
    public static void main(String[] arguments) throws Exception {
        ResourcesMain main = new ResourcesMain(
                FileLocker.builder().backend(arguments[0]).build(), Path.of(arguments[1]), Path.of(arguments[2]));
        int cycles = Integer.parseInt(arguments[3]);
        int timeouts = Integer.parseInt(arguments[4]);
        main.work(cycles / 10, 200); // loads classes, and starts the thread that waits
        long descriptors = Agents.descriptors(ProcessHandle.current().pid());
        int threads = threads();
        long heap = heap();
        main.work(cycles, timeouts);
        System.out.println(
                "descriptors " + (Agents.descriptors(ProcessHandle.current().pid()) - descriptors));
        System.out.println("threads " + moreThreadsThan(threads));
        System.out.println("heap " + (heap() - heap));
    }

    private void work(int cycles, int timeouts) throws Exception {
        try (LockFile file = locker.open(free)) {
            for (int i = 0; i < cycles; i++) {
                file.lock(EXCLUSIVE).close();
            }
        }
        for (int i = 0; i < cycles / 10; i++) {
            locker.lock(free, EXCLUSIVE).close();
            require(locker.tryLock(busy, EXCLUSIVE) == null);
            try {
                locker.tryLock(free.resolve("x"), EXCLUSIVE);
                require(false);
            } catch (LockException e) {
                require(e.getMessage().contains("not a directory"));
            }
        }
        for (int i = 0; i < timeouts; i++) {
            try (HeldFileLock lock = locker.lock(busy, EXCLUSIVE, Duration.ofNanos(300_000))) {
                throw new AssertionError(lock);
            } catch (LockTimeoutException e) {
                require(true);
            }
        }
    }

    private static void require(boolean right) {
        if (!right) {
            throw new AssertionError();
        }
    }

    /** Those that have nothing more to do go after some seconds; of the ones before, some may have gone meanwhile. */
    private static int moreThreadsThan(int before) throws InterruptedException {
        long start = System.nanoTime();
        while (threads() > before && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60)) {
            Thread.sleep(100);
        }
        return Math.max(0, threads() - before);
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    private static long heap() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
