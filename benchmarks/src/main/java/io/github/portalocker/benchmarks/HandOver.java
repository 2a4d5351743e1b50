package io.github.portalocker.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.github.portalocker.LockMode;

/**
 * One process releases a lock for which another one waits: how soon the other has it, and what its waiting costs.
 *
 * <p>The two compare {@link System#nanoTime()}, which on Linux is one clock for all processes.
 */
final class HandOver {
    static final String LATENCY = "hand-over between processes";
    static final String COST = "waiting for another process: processor use";

    private HandOver() {}

    static void measure(Results results, Extent extent, String subject, Path file) throws Exception {
        String holder = subject.startsWith(Subjects.POLL) ? Subjects.FILE_CHANNEL : subject;
        try (Subject held = Subjects.open(holder, file);
                Child waiter = Child.start(HandOver.class, List.of(), subject, file)) {
            List<Double> micros = new ArrayList<>();
            warmUp(held, waiter, subject, extent);
            for (int i = 0; i < extent.handOvers(); i++) {
                String[] answer = handOver(held, waiter, patience(subject));
                micros.add(Double.parseDouble(answer[0]) / 1_000);
            }
            micros.sort(null);
            results.add(LATENCY, "p50", subject, "us", micros.get(micros.size() / 2));
            results.add(LATENCY, "p99", subject, "us", micros.get((int) (micros.size() * 0.99)));
            String[] answer = handOver(held, waiter, extent.waitMillis());
            results.add(COST, "share of one processor", subject, "%", 100 * Double.parseDouble(answer[1]));
        }
    }

    /** Until both sides are compiled; what a poller sleeps through does not depend on that. */
    private static void warmUp(Subject held, Child waiter, String subject, Extent extent) throws Exception {
        int count = subject.startsWith(Subjects.POLL) ? 2 : Math.min(500, 50 * extent.handOvers());
        for (int i = 0; i < count; i++) {
            String[] unused = handOver(held, waiter, 2);
        }
    }

    /** So long that the waiter waits for sure, and that releases hit a poller at any moment between two of its looks. */
    private static long patience(String subject) {
        long period = subject.startsWith(Subjects.POLL) ? Long.parseLong(subject.substring(Subjects.POLL.length())) : 0;
        return ThreadLocalRandom.current().nextLong(40, 60 + period);
    }

    private static String[] handOver(Subject held, Child waiter, long millis) throws Exception {
        AutoCloseable lock = held.lock(LockMode.EXCLUSIVE);
        waiter.send("lock");
        waiter.readLine();
        Thread.sleep(millis);
        long released = System.nanoTime();
        lock.close();
        String[] answer = waiter.readLine().split(" ", -1);
        answer[0] = Long.toString(Long.parseLong(answer[0]) - released);
        return answer;
    }

    /** The waiter: answers each line with the time of its lock and the share of a processor that it used meanwhile. */
    @SuppressWarnings("SystemOut") // the way to the parent
    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Subject subject = Subjects.open(arguments[0], Path.of(arguments[1]))) {
            while (input.readLine() != null) {
                System.out.println("waiting");
                long cpuBefore = processorNanos();
                long before = System.nanoTime();
                AutoCloseable lock = subject.lock(LockMode.EXCLUSIVE);
                long after = System.nanoTime();
                double used = (double) (processorNanos() - cpuBefore) / (after - before);
                lock.close();
                System.out.println(after + " " + used);
            }
        }
    }

    /** Of all threads of this process, to the nanosecond; the JDK's own figure has steps of 10 ms. */
    static long processorNanos() throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                sum += processorNanos(thread);
            }
        }
        return sum;
    }

    private static long processorNanos(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
        } catch (IOException e) {
            return 0; // it ended meanwhile
        }
    }
}
