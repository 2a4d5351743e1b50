package io.github.portalocker.spi;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

final class RevocableGrantTest {
    private final List<String> events = new CopyOnWriteArrayList<>();

    private final class Lease extends RevocableGrant {
        boolean end() {
            return lose("the lease has ended", () -> events.add("others may have it"));
        }

        @Override
        public void release() {
            markReleased();
        }

        @Override
        public OptionalLong token() {
            return OptionalLong.of(1);
        }
    }

    private Lease lease() {
        Lease lease = new Lease();
        lease.onLoss(() -> events.add("told"));
        return lease;
    }

    @Test
    void holderHasTimeToLearnOfALossBeforeOthersCanHaveTheLock() {
        Lease lease = lease();
        long start = System.nanoTime();
        assertThat(lease.end()).isTrue();
        assertThat(lease.isKnownLost()).isTrue();
        assertThat(lease.end()).as("once").isFalse();
        await().atMost(60, SECONDS).until(() -> events.size() == 2);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(RevocableGrant.TIME_TO_TELL.toNanos());
        assertThat(events).containsExactly("told", "others may have it");
    }

    @Test
    void lockThatWasReleasedIsNotLost() {
        Lease lease = lease();
        lease.release();
        assertThat(lease.end()).isFalse();
        assertThat(lease.isKnownLost()).isFalse();
        assertThat(events).isEmpty();
    }
}
