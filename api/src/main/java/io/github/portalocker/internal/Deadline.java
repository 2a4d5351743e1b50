package io.github.portalocker.internal;

import java.time.Duration;

/** How long an acquisition may take, counted by differences of {@code System.nanoTime()}. */
public final class Deadline {
    /** One attempt. */
    public static final Deadline NOW = new Deadline(0);

    /** As long as it takes. */
    public static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

    private final long start = System.nanoTime();
    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** A timeout of zero or less allows one attempt; one beyond 292 years is cut to that. */
    public static Deadline after(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            return NOW;
        }
        long nanos;
        try {
            nanos = timeout.toNanos();
        } catch (ArithmeticException e) { // more than 292 years
            nanos = Long.MAX_VALUE;
        }
        return new Deadline(nanos);
    }

    boolean allowsWaiting() {
        return nanos != 0;
    }

    boolean isTimed() {
        return this != NEVER;
    }

    /** At least 0. */
    long remainingNanos() {
        return this == NEVER ? Long.MAX_VALUE : Math.max(0, nanos - (System.nanoTime() - start));
    }

    boolean hasPassed() {
        return remainingNanos() == 0;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
