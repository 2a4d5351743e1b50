package io.github.portalocker.internal;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.github.portalocker.internal.ModelPart.CHANNELS;
import static io.github.portalocker.internal.ModelPart.CHANNEL_CLOSES;
import static io.github.portalocker.internal.ModelPart.CLOSES;
import static io.github.portalocker.internal.ModelPart.COMPLETIONS;
import static io.github.portalocker.internal.ModelPart.DELETIONS;
import static io.github.portalocker.internal.ModelPart.ERRORS;
import static io.github.portalocker.internal.ModelPart.FAILED_LOOKS;
import static io.github.portalocker.internal.ModelPart.FAILED_RELEASES;
import static io.github.portalocker.internal.ModelPart.FAILURES;
import static io.github.portalocker.internal.ModelPart.FUTURES;
import static io.github.portalocker.internal.ModelPart.LOSSES;
import static io.github.portalocker.internal.ModelPart.NAMES;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Runs {@link Model}s: never two exclusive locks, never an exclusive one beside a shared one, no thread that waits for ever,
 * and at the end nothing left.
 *
 * <p>Each world runs with the same few seeds and with a new one, which a failure tells. {@code -Dportalocker.stress.seconds=N}, which the
 * profile {@code stress} sets, adds new seeds for a third of that; {@code -Dportalocker.model.seed=N} runs one seed over and over for
 * so long, because threads do not run in the same order each time.
 */
final class ModelTest {
    private static final String SEED = "portalocker.model.seed";
    private static final List<Long> SEEDS = List.of(34L, 495177511081291704L, -1634106148444928847L);
    private static final int DEFAULT_SECONDS = 3;

    private final Warnings warnings = new Warnings();

    @BeforeEach
    void logNothing() {
        warnings.turnOff();
    }

    @AfterEach
    void logAgain() {
        warnings.turnOn();
    }

    private static void run(ModelPart... parts) throws Exception {
        Set<ModelPart> all = EnumSet.noneOf(ModelPart.class);
        all.addAll(Set.of(parts));
        Long only = Long.getLong(SEED);
        if (only == null) {
            for (long seed : SEEDS) {
                run(seed, all);
            }
        }
        int seconds = Integer.getInteger("portalocker.stress.seconds", DEFAULT_SECONDS);
        long nanos = only == null && seconds <= DEFAULT_SECONDS ? 0 : TimeUnit.SECONDS.toNanos(seconds) / 3;
        long end = System.nanoTime() + nanos;
        do {
            run(only == null ? ThreadLocalRandom.current().nextLong() : only, all);
        } while (System.nanoTime() - end < 0);
    }

    private static void run(long seed, Set<ModelPart> parts) throws Exception {
        EngineState.forgive();
        try {
            assertTimeoutPreemptively(Waiting.PATIENCE.multipliedBy(3), () -> new Model(seed, parts).run());
        } catch (Throwable e) {
            throw new AssertionError("the model " + parts + " fails with -D" + SEED + "=" + seed, e);
        }
    }

    @Test
    void threads() throws Exception {
        run(DELETIONS, CLOSES, CHANNELS);
    }

    @Test
    void threadsAndFutures() throws Exception {
        run(DELETIONS, CLOSES, CHANNELS, FUTURES);
    }

    @Test
    void failures() throws Exception {
        run(DELETIONS, CLOSES, CHANNELS, FUTURES, FAILURES);
    }

    @Test
    void failedReleases() throws Exception {
        run(DELETIONS, CLOSES, CHANNELS, FUTURES, FAILED_RELEASES);
    }

    @Test
    void failedLooks() throws Exception {
        run(DELETIONS, CLOSES, CHANNELS, FUTURES, FAILED_LOOKS);
    }

    @Test
    void completions() throws Exception {
        run(DELETIONS, CLOSES, CHANNELS, FUTURES, COMPLETIONS);
    }

    @Test
    void errors() throws Exception {
        run(DELETIONS, CLOSES, CHANNELS, FUTURES, ERRORS);
    }

    @Test
    void closesOfChannels() throws Exception {
        run(DELETIONS, CLOSES, CHANNELS, FUTURES, CHANNEL_CLOSES);
    }

    /** Without deletions: a LockFile that has lost its lock fails if its path names another file by then, as it should. */
    @Test
    void losses() throws Exception {
        run(CLOSES, CHANNELS, FUTURES, LOSSES);
    }

    @Test
    void names() throws Exception {
        run(NAMES, CLOSES, FUTURES);
    }

    @Test
    void namesAndFailures() throws Exception {
        run(NAMES, CLOSES, FUTURES, COMPLETIONS, FAILURES, FAILED_RELEASES, ERRORS);
    }

    @Test
    void namesAndLosses() throws Exception {
        run(NAMES, CLOSES, FUTURES, COMPLETIONS, FAILURES, LOSSES);
    }

    @Test
    void everythingButLosses() throws Exception {
        run(EnumSet.complementOf(EnumSet.of(LOSSES)).toArray(ModelPart[]::new));
    }
}
