package io.github.portalocker.internal.queue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long an acquisition may take, counted by differences of {@code System.nanoTime()}. */
public final class Deadline {
    /** One attempt. */
    public static final Deadline NOW = new Deadline(0);

    /** As long as it takes. */
    public static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

    private static final long MOST_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long start = System.nanoTime();
    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** A timeout of zero or less allows one attempt; one beyond 292 years is cut to that. */
    public static Deadline after(Duration timeout) {
        return afterNanos(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /** The same for the pair with which {@code java.util.concurrent} gives a timeout. */
    public static Deadline after(long timeout, TimeUnit unit) {
        return afterNanos(unit.toNanos(timeout));
    }

    private static Deadline afterNanos(long nanos) {
        return nanos <= 0 ? NOW : new Deadline(nanos);
    }

    public boolean allowsWaiting() {
        return nanos != 0;
    }

    public boolean isTimed() {
        return this != NEVER;
    }

    /** At least 0. */
    public long remainingNanos() {
        return this == NEVER ? Long.MAX_VALUE : Math.max(0, nanos - (System.nanoTime() - start));
    }

    public boolean hasPassed() {
        return remainingNanos() == 0;
    }

    /** How long has been waited; zero for {@link #NOW} and {@link #NEVER}, which are as old as this class. */
    public Duration elapsed() {
        return this == NOW || this == NEVER ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * For how long something may still be done before the caller is told that the deadline has passed: a timeout is late by at
     * most 10 ms and a tenth of itself. Zero for {@link #NOW}.
     */
    public long spareNanos() {
        if (!allowsWaiting()) {
            return 0;
        }
        long late = Math.max(0, System.nanoTime() - start - nanos);
        return Math.max(0, nanos / 10 + MOST_LATE_NANOS - late);
    }
}
