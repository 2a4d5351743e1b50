package io.github.portalocker.tck;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One process of the soak: threads that lock in every way and are interrupted, until the input ends.
 *
 * <p>Arguments: backend, lock file, judge's table, number of processes, number of this process, seed.
 */
final class SoakMain {
    private final FileLocker locker;
    private final Path path;
    private final LockFile open;
    private final SoakTable table;
    private final int process;
    private final AtomicBoolean stop = new AtomicBoolean();

    private SoakMain(FileLocker locker, Path path, SoakTable table, int process) throws IOException {
        this.locker = locker;
        this.path = path;
        this.open = locker.open(path);
        this.table = table;
        this.process = process;
    }

    public static void main(String[] arguments) throws Exception {
        SoakTable table = SoakTable.map(Path.of(arguments[2]), Integer.parseInt(arguments[3]));
        int process = Integer.parseInt(arguments[4]);
        table.enter(process);
        SoakMain soak =
                new SoakMain(FileLocker.builder().backend(arguments[0]).build(), Path.of(arguments[1]), table, process);
        soak.run(new SplittableRandom(Long.parseLong(arguments[5])));
        soak.open.close();
        say("done");
    }

    @SuppressWarnings("SystemOut") // the protocol's channel
    private static void say(String line) {
        System.out.println(line);
    }

    private void run(SplittableRandom random) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SoakTable.THREADS; i++) {
            SplittableRandom own = random.split();
            int number = i;
            threads.add(new Thread(() -> work(own, number)));
        }
        threads.forEach(Thread::start);
        Thread interrupter = new Thread(() -> interrupt(threads, random.split()));
        interrupter.setDaemon(true);
        interrupter.start();
        long unused = System.in.transferTo(OutputStream.nullOutputStream());
        stop.set(true);
        for (Thread thread : threads) {
            thread.join(30_000);
            if (thread.isAlive()) {
                say("stuck " + List.of(thread.getStackTrace()));
            }
        }
    }

    private void interrupt(List<Thread> threads, SplittableRandom random) {
        try {
            while (!stop.get()) {
                Thread.sleep(random.nextInt(10));
                threads.get(random.nextInt(threads.size())).interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(SplittableRandom random, int thread) {
        while (!stop.get()) {
            LockMode mode = random.nextInt(3) == 0 ? LockMode.SHARED : LockMode.EXCLUSIVE;
            try (HeldFileLock lock = acquire(random, mode)) {
                if (lock != null) {
                    judged(random, thread, lock);
                }
            } catch (LockTimeoutException | InterruptedException e) {
                // as asked for
            } catch (IOException | RuntimeException e) {
                say("error " + e);
            }
        }
    }

    private void judged(SplittableRandom random, int thread, HeldFileLock lock) throws IOException {
        String fault = table.hold(process, thread, lock.mode());
        try {
            if (fault != null) {
                say("overlap: " + fault);
            }
            long end = System.nanoTime() + (random.nextInt(20) == 0 ? 2_000_000 : random.nextInt(50_000));
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            if (!lock.isValid()) {
                say("invalid " + lock);
            }
        } finally {
            table.release(process, thread);
        }
    }

    private @Nullable HeldFileLock acquire(SplittableRandom random, LockMode mode)
            throws IOException, InterruptedException {
        boolean byPath = random.nextBoolean();
        switch (random.nextInt(4)) {
            case 0 -> {
                HeldFileLock lock = byPath ? locker.tryLock(path, mode) : open.tryLock(mode);
                return lock;
            }
            case 1 -> {
                Duration timeout = Duration.ofNanos(random.nextLong(20_000_000));
                return byPath ? locker.lock(path, mode, timeout) : open.lock(mode, timeout);
            }
            default -> {
                return byPath ? locker.lock(path, mode) : open.lock(mode);
            }
        }
    }
}
