package io.github.portalocker.recipes;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** How long something may take, all its waits together; null means forever. */
record TimeLimit(@Nullable Duration timeout, long start) {
    /** So that it can be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    static TimeLimit never() {
        return new TimeLimit(null, 0);
    }

    static TimeLimit after(Duration timeout) {
        return new TimeLimit(timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST, System.nanoTime());
    }

    boolean isNever() {
        return timeout == null;
    }

    /** What is left, not below zero; asked only where there is a limit. */
    Duration left() {
        if (timeout == null) {
            throw new IllegalStateException("there is no limit");
        }
        Duration left = timeout.minus(waited());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What is left, but not more than this. */
    Duration leftUpTo(Duration most) {
        return timeout == null || left().compareTo(most) > 0 ? most : left();
    }

    boolean isOver() {
        return timeout != null && left().isZero();
    }

    Duration waited() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
