package io.github.portalocker.posix;

import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.tck.Soak;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Processes that are killed, stopped and interrupted while they lock in every way.
 *
 * <p>{@code -Dportalocker.soak.seconds=N} spreads so many seconds over all backends; without it, one backend soaks for some
 * seconds. {@code -Dportalocker.soak.seed=N} repeats a run.
 */
@EnabledOnOs(OS.LINUX)
final class SoakTest {
    private static final String[] BACKENDS = {"posix-flock", "posix-ofd", "posix-universal", "nio"};
    private static final int SECONDS = Integer.getInteger("portalocker.soak.seconds", 0);

    @ParameterizedTest
    @ValueSource(strings = {"posix-flock", "posix-ofd", "posix-universal", "nio"})
    @DisplayName("D7: a soak with kill -9, SIGSTOP and interrupts: no two holders overlap, none starves or gets stuck")
    void noTwoHoldersOverlapAndNoneStarvesOrGetsStuck(String backend, @TempDir Path dir, TestReporter reporter)
            throws Exception {
        assumeTrue(SECONDS > 0 || backend.equals(BACKENDS[0]), "runs with -Dportalocker.soak.seconds=N only");
        long seed = Long.getLong("portalocker.soak.seed", System.nanoTime());
        reporter.publishEntry("portalocker.soak.seed", Long.toString(seed));
        try (Soak soak = Soak.start(backend, dir, seed)) {
            soak.run(SECONDS > 0 ? SECONDS * 1_000L / BACKENDS.length : 5_000);
            String result = soak.finish();
            reporter.publishEntry(backend, result);
            System.getLogger(getClass().getName()).log(System.Logger.Level.INFO, "{0}: {1}", backend, result);
        } catch (AssertionError e) {
            throw new AssertionError("with -Dportalocker.soak.seed=" + seed + ": " + e.getMessage(), e);
        }
        HeldFileLock lock = FileLocker.builder().backend(backend).build().tryLock(dir.resolve("lock"), EXCLUSIVE);
        assertThat(lock).as("free after all").isNotNull();
        lock.close();
    }
}
