package io.github.portalocker.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.internal.queue.Monopoly;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

final class MonopolyTest {
    private static final long LONGEST_STREAK_NANOS = TimeUnit.MILLISECONDS.toNanos(16);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
        assertThat(pausesAsSeldomAsOneThatIsAlone(400)).isTrue();
    }

    /** Whether there were so few pauses as if each had been in vain, and none had been expected to help. */
    private boolean pausesAsSeldomAsOneThatIsAlone(long millis) {
        long start = System.nanoTime();
        int pauses = retake(millis);
        long elapsed = System.nanoTime() - start;
        return pauses <= 5 + elapsed / LONGEST_STREAK_NANOS;
    }

    @Test
    void processThatWasRefusedLatelyDoesNotPauseLessOften() {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> { // on a busy machine, pauses take their time
                            monopoly.refused();
                            return !pausesAsSeldomAsOneThatIsAlone(90);
                        });
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
