package io.github.portalocker.spring;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Threads;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The meters, of real locks. */
final class LockMetricsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String uri = "memory:" + UUID.randomUUID();

    private double gauge(String name, String mode) {
        return meters.get("portalocker.locks." + name).tag("mode", mode).gauge().value();
    }

    private Timer timer(String name, String mode) {
        return meters.get("portalocker.locks." + name).tag("mode", mode).timer();
    }

    @Test
    void holdsAreCountedAndTimedByMode() throws Exception {
        try (NamedLocks locks = NamedLocks.connect(uri, new LockMetrics(meters))) {
            try (HeldNamedLock lock = locks.lock("a", EXCLUSIVE);
                    HeldNamedLock shared = locks.lock("b", SHARED)) {
                assertThat(List.of(lock.mode(), shared.mode())).containsExactly(LockMode.EXCLUSIVE, LockMode.SHARED);
                assertThat(gauge("active", "exclusive")).isEqualTo(1);
                assertThat(gauge("active", "shared")).isEqualTo(1);
                Thread.sleep(20);
            }
            assertThat(gauge("active", "exclusive")).isZero();
            assertThat(timer("acquire", "exclusive").count()).isEqualTo(1);
            assertThat(timer("acquire", "exclusive").totalTime(TimeUnit.NANOSECONDS))
                    .isZero();
            assertThat(timer("usage", "exclusive").totalTime(TimeUnit.MILLISECONDS))
                    .isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void waitsAreCountedHoweverTheyEnd() throws Exception {
        try (NamedLocks locks = NamedLocks.connect(uri, new LockMetrics(meters))) {
            HeldNamedLock held = locks.lock("a", EXCLUSIVE);
            Threads.start(() -> locks.tryLock("a", EXCLUSIVE, ofMillis(20))).get();
            assertThat(timer("timeout", "exclusive").count()).isEqualTo(1);
            assertThat(timer("timeout", "exclusive").totalTime(TimeUnit.MILLISECONDS))
                    .isGreaterThanOrEqualTo(20);

            Threads.Task<Object> interrupted = Threads.start(() -> {
                assertThatThrownBy(() -> locks.lock("a", EXCLUSIVE)).isInstanceOf(InterruptedException.class);
                return "ended";
            });
            Threads.awaitThat(() -> gauge("pending", "exclusive") == 1, "one waits");
            interrupted.thread().interrupt();
            assertThat(interrupted.get()).isEqualTo("ended");
            assertThat(gauge("pending", "exclusive")).isZero();

            Threads.Task<Boolean> waiter = Threads.start(() -> {
                try (HeldNamedLock lock = locks.lock("a", EXCLUSIVE)) {
                    return lock.isValid();
                }
            });
            Threads.awaitThat(() -> gauge("pending", "exclusive") == 1, "one waits");
            held.close();
            assertThat(waiter.get()).isTrue();
            assertThat(gauge("pending", "exclusive")).isZero();
            assertThat(timer("acquire", "exclusive").count()).isEqualTo(2);
            assertThat(timer("acquire", "exclusive").max(TimeUnit.NANOSECONDS)).isPositive();
        }
    }

    @Test
    void metersHaveTheTagsThatWereGiven() {
        LockMetrics metrics = new LockMetrics(meters, List.of(Tag.of("place", "jobs")));
        assertThat(metrics).isNotNull();
        assertThat(meters.getMeters()).hasSize(12).extracting(Meter::getId).allSatisfy(id -> {
            assertThat(id.getTag("place")).isEqualTo("jobs");
            assertThat(id.getTag("mode")).isIn("exclusive", "shared");
        });
    }
}
