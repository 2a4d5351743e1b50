package io.github.portalocker.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.internal.queue.Deadline;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class DeadlineTest {
    @Test
    void zeroAndNegativeAllowOneAttempt() {
        for (Duration timeout :
                new Duration[] {Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE)}) {
            Deadline deadline = Deadline.after(timeout);
            assertThat(deadline.allowsWaiting()).isFalse();
            assertThat(deadline.hasPassed()).isTrue();
        }
    }

    @Test
    void longestDurationDoesNotWrap() {
        for (Duration timeout : new Duration[] {
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
            Duration.ofNanos(Long.MAX_VALUE),
            Duration.ofDays(200 * 365)
        }) {
            Deadline deadline = Deadline.after(timeout);
            assertThat(deadline.hasPassed()).isFalse();
            assertThat(deadline.remainingNanos())
                    .isGreaterThan(Duration.ofDays(190 * 365).toNanos());
            assertThat(deadline.isTimed()).isTrue();
        }
    }

    @Test
    void passesAfterItsTime() throws InterruptedException {
        Deadline deadline = Deadline.after(Duration.ofMillis(5));
        Thread.sleep(6);
        assertThat(deadline.hasPassed()).isTrue();
        assertThat(deadline.remainingNanos()).isZero();
        assertThat(deadline.elapsed()).isGreaterThan(Duration.ofMillis(5));
    }

    @Test
    void nothingWasWaitedWhereOneAttemptWasAskedFor() throws InterruptedException {
        Deadline once = Deadline.after(Duration.ZERO);
        Thread.sleep(5); // such deadlines are one object, as old as the class
        assertThat(once.elapsed()).isZero();
        assertThat(Deadline.NEVER.elapsed()).isZero();
    }

    @Test
    void everyPairOfTimeAndUnitIsADeadline() {
        for (TimeUnit unit : TimeUnit.values()) {
            assertThat(Deadline.after(0, unit).allowsWaiting()).isFalse();
            assertThat(Deadline.after(Long.MIN_VALUE, unit).allowsWaiting()).isFalse();
            assertThat(Deadline.after(Long.MAX_VALUE, unit).remainingNanos())
                    .isGreaterThan(Duration.ofDays(190 * 365).toNanos());
        }
    }

    @Test
    void timeIsSpareForTenMillisecondsAndATenthOfTheTimeout() throws InterruptedException {
        assertThat(Deadline.after(Duration.ZERO).spareNanos()).isZero();
        assertThat(Deadline.after(Duration.ofSeconds(10)).spareNanos())
                .isEqualTo(Duration.ofMillis(1_010).toNanos());
        Deadline passed = Deadline.after(Duration.ofMillis(1));
        assertThat(passed.spareNanos()).isLessThanOrEqualTo(10_100_000);
        Thread.sleep(12);
        assertThat(passed.spareNanos()).isZero();
    }

    @Test
    void neverIsNotTimed() {
        assertThat(Deadline.NEVER.isTimed()).isFalse();
        assertThat(Deadline.NEVER.hasPassed()).isFalse();
        assertThat(Deadline.NEVER.allowsWaiting()).isTrue();
    }

    @Test
    void elapsedTimeIsCountedFromTheStart() {
        long before = System.nanoTime();
        Deadline deadline = Deadline.after(Duration.ofHours(1));
        Duration elapsed = deadline.elapsed();
        assertThat(elapsed).isBetween(Duration.ZERO, Duration.ofNanos(System.nanoTime() - before));
    }
}
