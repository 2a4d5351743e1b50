package io.github.portalocker.benchmarks;

import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds how often everything is done, all subjects in turn
 * @param warmUpMillis the length of each of JMH's two iterations for warming up
 * @param iterations of JMH
 * @param iterationMillis their length
 * @param contentionMillis how long threads compete
 * @param handOvers between processes, per round and subject
 * @param waitMillis how long a waiter's use of the processor is observed
 * @param sizes how many locks are held at once
 * @param coldStarts JVMs per round and subject
 */
record Extent(
        String name,
        int rounds,
        int warmUpMillis,
        int iterations,
        int iterationMillis,
        int contentionMillis,
        int handOvers,
        int waitMillis,
        List<Integer> sizes,
        int coldStarts) {

    /** About five minutes on two processors. */
    static final Extent SHORT = new Extent("short", 3, 250, 10, 60, 200, 8, 700, List.of(10, 100, 1_000, 10_000), 3);

    /** About an hour. */
    static final Extent FULL =
            new Extent("full", 7, 2_000, 50, 100, 1_000, 100, 5_000, List.of(10, 100, 1_000, 10_000), 10);

    /** Only to see that everything runs. */
    static final Extent SMOKE = new Extent("smoke", 1, 5, 1, 5, 10, 1, 10, List.of(10), 1);

    static Extent of(String name) {
        return List.of(SHORT, FULL, SMOKE).stream()
                .filter(extent -> extent.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("short, full or smoke, not " + name));
    }
}
