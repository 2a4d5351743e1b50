package io.github.portalocker.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A command line after {@link Getopt}.
 *
 * @param found its options, in their order
 * @param operands what is not an option
 */
record ParsedLine(List<Occurrence> found, List<String> operands) {
    /** An option as it was given. */
    record Occurrence(Option option, @Nullable String value) {}

    ParsedLine {
        found = List.copyOf(found);
        operands = List.copyOf(operands);
    }

    boolean has(Option option) {
        return last(option) != null;
    }

    /** The value of an option; the last one if it was given more than once. */
    @Nullable
    String value(Option option) {
        Occurrence last = last(option);
        return last == null ? null : last.value();
    }

    /** The values of an option, in their order. */
    List<String> values(Option option) {
        return found.stream()
                .filter(occurrence -> occurrence.option().equals(option))
                .map(Occurrence::value)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Which of these options was given last; null if none was given. */
    @Nullable
    Occurrence last(Option... options) {
        Occurrence last = null;
        for (Occurrence occurrence : found) {
            if (Arrays.asList(options).contains(occurrence.option())) {
                last = occurrence;
            }
        }
        return last;
    }
}
