package io.github.portalocker.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

import io.github.portalocker.LockMode;

/** Threads of one JVM that compete for one open file: how many locks a second, and who gets them. */
final class Contention {
    static final String THROUGHPUT = "contention: throughput";
    static final String FAIRNESS = "contention: smallest by largest share";
    static final String READERS = "7 readers and 1 writer: throughput";

    private final Subject subject;
    private final int millis;

    private volatile boolean stop;

    private Contention(Subject subject, int millis) {
        this.subject = subject;
        this.millis = millis;
    }

    public static void main(String[] arguments) throws Exception {
        try (Subject subject = Subjects.open(arguments[0], Path.of(arguments[1]))) {
            Contention contention = new Contention(subject, Integer.parseInt(arguments[2]));
            for (int threads : new int[] {1, 2, 4, 8}) {
                contention.measure(threads);
            }
            contention.measureReaders();
        }
    }

    private void measure(int threads) throws InterruptedException {
        List<LockMode> modes = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            modes.add(LockMode.EXCLUSIVE);
        }
        compete(modes); // warms up
        long[] counts = compete(modes);
        String variant = threads + (threads == 1 ? " thread" : " threads");
        Child.report(
                THROUGHPUT, variant, "locks/s", perSecond(LongStream.of(counts).sum()));
        long smallest = LongStream.of(counts).min().orElse(0);
        long largest = LongStream.of(counts).max().orElse(0);
        if (largest > 0) { // of no locks at all there are no shares
            Child.report(FAIRNESS, variant, "share", (double) smallest / largest);
        }
    }

    private void measureReaders() throws InterruptedException {
        List<LockMode> modes = new ArrayList<>();
        modes.add(LockMode.EXCLUSIVE);
        for (int i = 0; i < 7; i++) {
            modes.add(LockMode.SHARED);
        }
        compete(modes);
        long[] counts = compete(modes);
        Child.report(READERS, "writes", "locks/s", perSecond(counts[0]));
        Child.report(
                READERS, "reads", "locks/s", perSecond(LongStream.of(counts).sum() - counts[0]));
    }

    private double perSecond(long count) {
        return count * 1000.0 / millis;
    }

    /** How often each thread got the lock. */
    private long[] compete(List<LockMode> modes) throws InterruptedException {
        stop = false;
        long[] counts = new long[modes.size()];
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < modes.size(); i++) {
            int index = i;
            threads.add(new Thread(() -> counts[index] = run(modes.get(index), start)));
        }
        threads.forEach(Thread::start);
        start.countDown();
        Thread.sleep(millis);
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return counts;
    }

    private long run(LockMode mode, CountDownLatch start) {
        long count = 0;
        try {
            start.await();
            while (!stop) {
                subject.lock(mode).close();
                count++;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return count;
    }
}
