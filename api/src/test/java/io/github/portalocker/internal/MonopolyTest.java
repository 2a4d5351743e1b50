package io.github.portalocker.internal;

import java.util.concurrent.TimeUnit;

import io.github.portalocker.internal.queue.Monopoly;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class MonopolyTest {
    private static final long LONGEST_STREAK_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

    private final Monopoly monopoly = new Monopoly();

    /** Locks and releases for a time, and counts how often others could go first. */
    private int retake(long millis) {
        int pauses = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(millis)) {
            boolean othersWentFirst = monopoly.letOthersGoFirst();
            monopoly.granted(othersWentFirst);
            pauses += othersWentFirst ? 1 : 0;
            monopoly.released();
        }
        return pauses;
    }

    @Test
    void processThatRetakesTheLockLetsOthersGoFirst() {
        assertThat(retake(100)).isPositive();
    }

    @Test
    void processThatIsAlonePausesLessAndLessOften() {
        long start = System.nanoTime();
        int pauses = retake(400);
        long elapsed = System.nanoTime() - start;
        assertThat(pauses).isLessThanOrEqualTo(5 + (int) (elapsed / LONGEST_STREAK_NANOS));
    }

    @Test
    void lockThatWasFreeForAMomentNeedsNoPause() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertThat(monopoly.letOthersGoFirst()).isFalse();
            monopoly.granted(false);
            monopoly.released();
            Thread.sleep(1);
        }
    }
}
