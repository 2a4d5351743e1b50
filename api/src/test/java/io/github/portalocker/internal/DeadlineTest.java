package io.github.portalocker.internal;

import java.time.Duration;

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
    void neverIsNotTimed() {
        assertThat(Deadline.NEVER.isTimed()).isFalse();
        assertThat(Deadline.NEVER.hasPassed()).isFalse();
        assertThat(Deadline.NEVER.allowsWaiting()).isTrue();
    }
}
