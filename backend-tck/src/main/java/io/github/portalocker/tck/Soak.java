package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A soak: processes that lock in every way while some of them are killed, stopped and continued at random.
 *
 * <p>What happens when cannot be repeated exactly, since processes are not; what is asked for is, by its seed.
 *
 * @since 0.1.0
 */
public final class Soak implements AutoCloseable {
    private static final int PROCESSES = 4;

    /** No process may go without a lock for so long while all of them run. */
    private static final long LONGEST_STARVATION_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** So long it may take until the first process has locked something and may be killed. */
    private static final long WITHOUT_A_KILL_MILLIS = 10_000;

    private final String backend;
    private final Path dir;
    private final SplittableRandom random;
    private final SoakTable table;
    private final List<Program> programs = new ArrayList<>();
    private final long[] atStart = new long[PROCESSES];
    private final long[] acquired = new long[PROCESSES];
    private final long[] progress = new long[PROCESSES];
    private int kills;
    private int stops;
    private long ranMillis;

    private Soak(String backend, Path dir, long seed) throws IOException {
        this.backend = backend;
        this.dir = dir;
        this.random = new SplittableRandom(seed);
        this.table = SoakTable.map(dir.resolve("table"), PROCESSES);
    }

    /** Starts the processes, with their files in a folder. */
    public static Soak start(String backend, Path dir, long seed) throws IOException {
        Soak soak = new Soak(backend, dir, seed);
        try {
            for (int i = 0; i < PROCESSES; i++) {
                soak.programs.add(soak.process(i));
                soak.progress[i] = System.nanoTime();
            }
            return soak;
        } catch (IOException | RuntimeException e) {
            soak.close();
            throw e;
        }
    }

    private Program process(int number) throws IOException {
        return Program.java(
                List.of(),
                SoakMain.class,
                backend,
                dir.resolve("lock").toString(),
                dir.resolve("table").toString(),
                Integer.toString(PROCESSES),
                Integer.toString(number),
                Long.toString(random.nextLong()));
    }

    /** Goes on for so long; fails at the first fault. */
    public void run(long millis) throws Exception {
        ranMillis += millis;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.sleep(random.nextInt(200));
            int victim = random.nextInt(PROCESSES);
            switch (random.nextInt(3)) {
                case 0 -> replace(victim);
                case 1 -> stop(victim);
                default -> {} // all run for a while
            }
            for (int i = 0; i < PROCESSES; i++) {
                requireHealth(i);
            }
        }
    }

    /** Kills a process, unless it has just begun and had no lock yet, and puts a new one in its place. */
    private void replace(int number) throws Exception {
        if (table.acquired(number) == atStart[number]) {
            return;
        }
        table.condemn(number);
        programs.get(number).kill();
        requireSilence(programs.get(number));
        programs.get(number).close();
        table.clear(number);
        atStart[number] = table.acquired(number);
        programs.set(number, process(number));
        progress[number] = System.nanoTime();
        kills++;
    }

    private void stop(int number) throws Exception {
        programs.get(number).signal("STOP");
        Thread.sleep(random.nextInt(100));
        programs.get(number).signal("CONT");
        stops++;
    }

    private void requireHealth(int number) throws InterruptedException {
        if (programs.get(number).saysSomethingWithin(0)) {
            throw new AssertionError(
                    "process " + number + " says " + programs.get(number).readLine());
        }
        long now = System.nanoTime();
        if (table.acquired(number) > acquired[number]) {
            acquired[number] = table.acquired(number);
            progress[number] = now;
        } else if (now - progress[number] > LONGEST_STARVATION_NANOS) {
            throw new AssertionError("process " + number + " got no lock for a minute, after " + acquired[number]);
        }
    }

    private static void requireSilence(Program killed) throws InterruptedException {
        List<String> lines = killed.rest();
        if (!lines.isEmpty()) {
            throw new AssertionError("a process said before it was killed: " + lines);
        }
    }

    /** Lets all processes end, which they must do by themselves; what they did, in words. */
    public String finish() throws Exception {
        long sum = 0;
        for (Program program : programs) {
            int code = program.finish();
            List<String> lines = program.rest();
            if (code != 0 || !lines.equals(List.of("done"))) {
                throw new AssertionError("a process ended with " + code + " and said " + lines);
            }
        }
        for (int i = 0; i < PROCESSES; i++) {
            sum += table.acquired(i);
        }
        if (ranMillis >= WITHOUT_A_KILL_MILLIS && (kills == 0 || stops == 0)) {
            throw new AssertionError("this was no soak: " + kills + " processes killed, " + stops + " stopped");
        }
        return sum + " locks, " + kills + " processes killed, " + stops + " stopped and continued";
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
    }
}
