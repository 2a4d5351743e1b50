package io.github.portalocker.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import io.github.portalocker.LockMode;

/** Many locks of one JVM held at once: what one more costs, in time, heap and descriptors. */
final class Scale {
    static final String PAIR = "scale: one more lock while so many are held";
    static final String CYCLE = "scale: lock so many files, then unlock them, per file";
    static final String HEAP = "scale: heap per held lock";
    static final String DESCRIPTORS = "scale: descriptors per held lock";

    /** With fewer, the rest of the JVM's objects come and go by more than the locks have. */
    private static final int LEAST_FOR_HEAP = 1_000;

    private static final int BATCH = 1_000;

    private static final long WARM_UP_NANOS = 1_000_000_000;

    private final String subject;
    private final Path folder;
    private final long nanos;

    private Scale(String subject, Path folder, long nanos) {
        this.subject = subject;
        this.folder = folder;
        this.nanos = nanos;
    }

    public static void main(String[] arguments) throws Exception {
        Scale scale = new Scale(arguments[0], Path.of(arguments[1]), Long.parseLong(arguments[2]) * 1_000_000);
        try (Subject open = Subjects.open(scale.subject, scale.folder.resolve("warm-up"))) {
            pairs(open, Math.min(WARM_UP_NANOS, 3 * scale.nanos));
        }
        for (String size : arguments[3].split(",", -1)) {
            scale.measure(Integer.parseInt(size));
        }
    }

    private void measure(int size) throws Exception {
        String variant = Integer.toString(size);
        Subject[] files = new Subject[size];
        AutoCloseable[] locks = new AutoCloseable[size];
        long heapBefore = usedHeap();
        long descriptorsBefore = descriptors();
        for (int i = 0; i < size; i++) {
            files[i] = Subjects.open(subject, folder.resolve("file" + i));
        }
        cycle(files, locks);
        long fastest = Long.MAX_VALUE;
        for (long spent = 0, time; spent < nanos; spent += time) {
            time = cycle(files, locks);
            fastest = Math.min(fastest, time);
        }
        Child.report(CYCLE, variant, "ns", (double) fastest / size);
        for (int i = 0; i < size; i++) {
            locks[i] = files[i].lock(LockMode.EXCLUSIVE);
        }
        if (size >= LEAST_FOR_HEAP) {
            Child.report(HEAP, variant, "bytes", (double) (usedHeap() - heapBefore) / size);
        }
        Child.report(DESCRIPTORS, variant, "", (double) (descriptors() - descriptorsBefore) / size);
        try (Subject oneMore = Subjects.open(subject, folder.resolve("one-more"))) {
            pairs(oneMore, nanos / 4);
            Child.report(PAIR, variant, "ns", pairs(oneMore, nanos));
        }
        for (int i = 0; i < size; i++) {
            locks[i].close();
            files[i].close();
        }
    }

    private static long cycle(Subject[] files, AutoCloseable[] locks) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < files.length; i++) {
            locks[i] = files[i].lock(LockMode.EXCLUSIVE);
        }
        for (AutoCloseable lock : locks) {
            lock.close();
        }
        long end = System.nanoTime();
        Arrays.fill(locks, null);
        return end - start;
    }

    /** The time of a pair in the fastest batch: the others show what the neighbours on this machine did. */
    private static double pairs(Subject open, long duration) throws Exception {
        long end = System.nanoTime() + duration;
        long fastest = Long.MAX_VALUE;
        long start = System.nanoTime();
        do {
            for (int i = 0; i < BATCH; i++) {
                open.lock(LockMode.EXCLUSIVE).close();
            }
            long now = System.nanoTime();
            fastest = Math.min(fastest, now - start);
            start = now;
        } while (start - end < 0);
        return (double) fastest / BATCH;
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20); // for cleaners
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
