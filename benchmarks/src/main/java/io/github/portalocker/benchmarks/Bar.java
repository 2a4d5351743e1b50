package io.github.portalocker.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the project promises itself: a ratio within one run.
 *
 * @param limit the ratio allowed: at most, or, when {@code more}, at least
 */
record Bar(
        String measure,
        String variant,
        String subject,
        String baseMeasure,
        String baseVariant,
        String base,
        boolean more,
        double limit) {

    private static Bar time(String measure, String variant, String subject, String base, double limit) {
        return new Bar(measure, variant, subject, measure, variant, base, false, limit);
    }

    static List<Bar> all() {
        List<Bar> bars = new ArrayList<>();
        for (String mode : List.of("EXCLUSIVE", "SHARED")) {
            bars.add(time(Run.HOT_PATH, mode, "ffm-flock", Subjects.FILE_CHANNEL, 0.60));
            bars.add(time(Run.HOT_PATH, mode, "ffm-flock", Subjects.BARE_FFM, 1.25));
            bars.add(time(Run.HOT_PATH, mode, "posix-flock", Subjects.FILE_CHANNEL, 0.95));
        }
        bars.add(time(Run.BY_PATH, "EXCLUSIVE", "ffm-flock", Subjects.FILE_CHANNEL, 1.0));
        bars.add(time(Run.BY_PATH, "EXCLUSIVE", "posix-flock", Subjects.FILE_CHANNEL, 1.2));
        for (String backend : List.of("ffm-flock", "posix-flock")) {
            for (String threads : List.of("2 threads", "4 threads", "8 threads")) {
                bars.add(new Bar(
                        Contention.THROUGHPUT,
                        threads,
                        backend,
                        Contention.THROUGHPUT,
                        threads,
                        Subjects.MUTEX_AND_FILE_CHANNEL,
                        true,
                        1.0));
            }
            bars.add(new Bar(Scale.PAIR, "10000", backend, Scale.PAIR, "10", backend, false, 1.2));
        }
        return bars;
    }

    /** The ratio of each round; empty if one of the two was not measured. */
    Optional<List<Double>> ratios(Results results) {
        return results.find(measure, variant, subject)
                .flatMap(result -> results.find(baseMeasure, baseVariant, base).map(result::ratiosTo));
    }

    boolean isMet(double ratio) {
        return more ? ratio >= limit : ratio <= limit;
    }

    String inWords() {
        return String.format(Locale.ROOT, "%s %.2f", more ? "at least" : "at most", limit);
    }

    String comparedWith() {
        return base.equals(subject) ? baseVariant : base;
    }
}
