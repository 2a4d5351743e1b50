package io.github.portalocker.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * An option of the command line.
 *
 * @param letters its short names, without the dash
 * @param names its long names, without the dashes
 * @param value what the help calls its value; null if it takes none
 * @param description what the help says of it
 * @param isWhole whether only its whole names count, because their beginnings mean options of flock(1)
 */
record Option(String letters, List<String> names, @Nullable String value, String description, boolean isWhole) {
    static final Option HELP = flag("h", "Show this help.", "help");
    static final Option VERSION = flag("V", "Show the versions of portalocker, Java and the system.", "version");

    static Option flag(String letters, String description, String... names) {
        return new Option(letters, List.of(names), null, description, false);
    }

    static Option valued(String letters, String value, String description, String... names) {
        return new Option(letters, List.of(names), value, description, false);
    }

    /** The same, if it is not to be abbreviated. */
    Option whole() {
        return new Option(letters, names, value, description, true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other; // each is a constant
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    boolean takesValue() {
        return value != null;
    }

    boolean hasLetter(char letter) {
        return letters.indexOf(letter) >= 0;
    }

    /** What messages call it. */
    String shown() {
        return letters.isEmpty() ? "--" + names.get(0) : "-" + letters.charAt(0);
    }

    /** What the help calls it: {@code -w, --timeout, --wait SECONDS}. */
    String label() {
        return Stream.concat(
                                letters.chars().mapToObj(letter -> "-" + (char) letter),
                                names.stream().map(name -> "--" + name))
                        .collect(Collectors.joining(", "))
                + (value == null ? "" : " " + value);
    }
}
