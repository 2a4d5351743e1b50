package io.github.portalocker.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One quantity of one subject, once per round.
 *
 * <p>Rounds of all subjects alternate, so that the n-th values of two subjects were taken close to each other: ratios are
 * made within a round.
 */
record Result(String measure, String variant, String subject, String unit, List<Double> rounds) {

    boolean is(String wantedMeasure, String wantedVariant, String wantedSubject) {
        return measure.equals(wantedMeasure) && variant.equals(wantedVariant) && subject.equals(wantedSubject);
    }

    double median() {
        return median(rounds);
    }

    /** This by the other, for each round that both have. */
    List<Double> ratiosTo(Result base) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(rounds.size(), base.rounds.size()); i++) {
            ratios.add(rounds.get(i) / base.rounds.get(i));
        }
        return ratios;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
