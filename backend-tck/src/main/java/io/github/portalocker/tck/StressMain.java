package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockTimeoutException;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/**
 * One process of the stress test: threads that lock in every way, watched by a {@link Judge}.
 *
 * <p>Arguments: backend, lock file, judge file, threads, "platform" or "virtual", milliseconds, seed. 40 % of the
 * acquisitions wait without a deadline, 40 % for 0-3 ms, 20 % are interrupted.
 */
final class StressMain {
    private final AtomicLong acquired = new AtomicLong();
    private final AtomicLong timedOut = new AtomicLong();
    private final AtomicLong interrupted = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final Judge judge;
    private final List<String> intervals = Collections.synchronizedList(new ArrayList<>());
    private final FileLocker locker;
    private final LockFile shared;
    private final Path path;
    private final long end;

    private StressMain(FileLocker locker, Path path, Judge judge, long millis) throws IOException {
        this.locker = locker;
        this.path = path;
        this.shared = locker.open(path);
        this.judge = judge;
        this.end = System.nanoTime() + millis * 1_000_000;
    }

    public static void main(String[] arguments) throws Exception {
        FileLocker locker = FileLocker.builder().backend(arguments[0]).build();
        Path path = Path.of(arguments[1]);
        locker.lock(path, EXCLUSIVE).close();
        Judge judge = Judge.ofProcesses(Path.of(arguments[2]));
        List<String> before = openFiles();
        StressMain stress = new StressMain(locker, path, judge, Long.parseLong(arguments[5]));
        stress.run(Integer.parseInt(arguments[3]), arguments[4].equals("virtual"), Long.parseLong(arguments[6]));
        stress.shared.close();
        Files.write(Path.of(arguments[2] + "." + ProcessHandle.current().pid()), stress.intervals);
        stress.report(leaked(before));
        System.exit(0);
    }

    private void run(int threads, boolean virtual, long seed) throws Exception {
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            SplittableRandom random = new SplittableRandom(seed * 31 + i);
            Runnable body = () -> work(random);
            Thread thread = virtual ? virtualThread(body) : new Thread(body);
            running.add(thread);
            thread.start();
        }
        Thread interrupter = new Thread(() -> interrupt(running, new SplittableRandom(seed)));
        interrupter.setDaemon(true);
        interrupter.start();
        for (Thread thread : running) {
            thread.join(Patience.SECONDS * 1_000);
            if (thread.isAlive()) {
                say("stuck " + thread + List.of(thread.getStackTrace()));
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private static Thread virtualThread(Runnable body) throws ReflectiveOperationException {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (Thread) Class.forName("java.lang.Thread$Builder")
                .getMethod("unstarted", Runnable.class)
                .invoke(builder, body);
    }

    private void interrupt(List<Thread> threads, SplittableRandom random) {
        while (System.nanoTime() < end) {
            threads.get(random.nextInt(threads.size())).interrupt();
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void work(SplittableRandom random) {
        while (System.nanoTime() < end) {
            int kind = random.nextInt(10);
            try (HeldFileLock lock = acquire(kind, random)) {
                long start = System.nanoTime();
                acquired.incrementAndGet();
                judge.watch(lock, () -> {
                    for (int i = random.nextInt(100); i > 0; i--) {
                        Thread.onSpinWait();
                    }
                });
                intervals.add(start + " " + System.nanoTime());
            } catch (LockTimeoutException e) {
                timedOut.incrementAndGet();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            } catch (IOException | RuntimeException e) {
                errors.incrementAndGet();
                say("error " + e);
            }
        }
        Thread.interrupted();
    }

    private HeldFileLock acquire(int kind, SplittableRandom random) throws IOException, InterruptedException {
        boolean open = random.nextBoolean();
        if (kind < 4) {
            Duration timeout = Duration.ofNanos(random.nextLong(3_000_000));
            return open ? shared.lock(EXCLUSIVE, timeout) : locker.lock(path, EXCLUSIVE, timeout);
        }
        if (kind < 8) { // an interrupt that hits this one is as good as any
            Thread.interrupted();
        }
        return open ? shared.lock(EXCLUSIVE) : locker.lock(path, EXCLUSIVE);
    }

    private void report(List<String> leaked) {
        say("acquired=" + acquired + " timedOut=" + timedOut + " interrupted=" + interrupted);
        say("overlaps=" + judge.overlaps() + " errors=" + errors + " leaked=" + leaked + " manyThreads="
                + (helperThreads() > 8));
    }

    private static long helperThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("portalocker"))
                .count();
    }

    @SuppressWarnings("SystemOut") // the protocol's channel
    private static void say(String line) {
        System.out.println(line);
    }

    /** What stays open; the JVM itself opens files of the system for a moment now and then. */
    private static List<String> leaked(List<String> before) throws IOException, InterruptedException {
        List<String> more = List.of();
        for (int i = 0; i < 100; i++) {
            more = new ArrayList<>(openFiles());
            before.forEach(more::remove);
            if (more.isEmpty()) {
                break;
            }
            Thread.sleep(20);
        }
        return more;
    }

    /** Only Linux tells; under Wine there is such a folder, too, with Wine's own descriptors in it. */
    private static List<String> openFiles() throws IOException {
        List<String> files = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                    try {
                        files.add(Files.readSymbolicLink(descriptor).toString());
                    } catch (NoSuchFileException e) {
                        // closed meanwhile
                    }
                }
            }
        }
        return files;
    }
}
