package io.github.portalocker.internal;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what must happen. */
final class Waiting {
    /** After which something that must happen is said not to happen; a slow machine needs more. */
    static final Duration PATIENCE = Duration.ofSeconds(20L * Integer.getInteger("portalocker.patience", 1));

    private Waiting() {}

    static ConditionFactory eventually() {
        return Awaitility.with()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .await();
    }
}
