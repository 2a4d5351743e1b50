package io.github.portalocker.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times, as people write and read them. */
final class Seconds {
    private static final Pattern NUMBER = Pattern.compile("\\s*\\+?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final double NANOS = 1e9;

    private Seconds() {}

    static Duration parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new UsageException("-w takes a number of seconds, such as 10 or 0.5, not '" + text + "'");
        }
        double nanos = Double.parseDouble(text) * NANOS;
        return nanos < Long.MAX_VALUE
                ? Duration.ofNanos((long) nanos)
                : Duration.ofSeconds(Long.MAX_VALUE); // longer than the life of the process
    }

    static String since(long nanoTime) {
        return String.format(Locale.ROOT, "%.3f s", (System.nanoTime() - nanoTime) / NANOS);
    }
}
