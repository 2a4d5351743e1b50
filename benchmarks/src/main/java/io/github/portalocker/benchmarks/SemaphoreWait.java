package io.github.portalocker.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.recipes.FileSemaphore;

/** One process holds all slots of a semaphore and releases one, for which another process waits. */
final class SemaphoreWait {
    static final String LATENCY = "semaphore: from the release of a slot to the waiter";
    static final String COST = "semaphore: processor use while waiting";
    static final String LIBRARY = "FileSemaphore";

    /** As most programs do it: looks at each slot, and sleeps for 20 ms. */
    static final String POLLING = "polling loop, 20 ms";

    static final List<String> SUBJECTS = List.of(LIBRARY, POLLING);
    private static final String NAME = "benchmark";
    private static final int PAUSE_MILLIS = 20;

    private SemaphoreWait() {}

    static void measure(Results results, Extent extent, String subject, int slots, Path folder) throws Exception {
        FileLocker locker = FileLocker.builder().build();
        List<HeldLock> held = new ArrayList<>();
        try (Child waiter = Child.start(SemaphoreWait.class, List.of(), subject, folder, slots)) {
            for (int i = 0; i < slots; i++) {
                held.add(locker.lock(slot(folder, i), LockMode.EXCLUSIVE));
            }
            List<Double> micros = new ArrayList<>();
            double share = 0;
            int warmUp = Math.min(20, 4 * extent.handOvers());
            for (int i = 0; i <= warmUp + extent.handOvers(); i++) {
                boolean last = i == warmUp + extent.handOvers();
                int chosen = ThreadLocalRandom.current().nextInt(slots);
                waiter.send("acquire");
                waiter.readLine();
                Thread.sleep(
                        last ? extent.waitMillis() : ThreadLocalRandom.current().nextLong(60, 60 + PAUSE_MILLIS));
                long released = System.nanoTime();
                held.get(chosen).close();
                String[] answer = waiter.readLine().split(" ", -1);
                if (last) {
                    share = Double.parseDouble(answer[1]);
                } else if (i >= warmUp) {
                    micros.add((Long.parseLong(answer[0]) - released) / 1_000.0);
                }
                held.set(chosen, locker.lock(slot(folder, chosen), LockMode.EXCLUSIVE));
            }
            micros.sort(null);
            String variant = slots + (slots == 1 ? " slot" : " slots");
            results.add(LATENCY, variant, subject, "us", micros.get(micros.size() / 2));
            results.add(COST, variant, subject, "% of one processor", 100 * share);
        } finally {
            for (HeldLock lock : held) {
                lock.close();
            }
        }
    }

    private static Path slot(Path folder, int number) {
        return folder.resolve(String.format("%s.%02d.lock", NAME, number));
    }

    /** The waiter: answers each line with the time of its permit and the share of a processor that it used meanwhile. */
    @SuppressWarnings("SystemOut") // the way to the parent
    public static void main(String[] arguments) throws Exception {
        boolean library = arguments[0].equals(LIBRARY);
        Path folder = Path.of(arguments[1]);
        int slots = Integer.parseInt(arguments[2]);
        FileSemaphore semaphore = FileSemaphore.in(folder, NAME, slots);
        FileLocker locker = FileLocker.builder().build();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            System.out.println("waiting");
            long cpuBefore = HandOver.processorNanos();
            long before = System.nanoTime();
            AutoCloseable permit = library ? semaphore.acquire() : poll(locker, folder, slots);
            long after = System.nanoTime();
            double used = (double) (HandOver.processorNanos() - cpuBefore) / (after - before);
            permit.close();
            System.out.println(after + " " + used);
        }
    }

    private static HeldLock poll(FileLocker locker, Path folder, int slots) throws IOException, InterruptedException {
        while (true) {
            for (int i = 0; i < slots; i++) {
                HeldLock lock = locker.tryLock(slot(folder, i), LockMode.EXCLUSIVE);
                if (lock != null) {
                    return lock;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
