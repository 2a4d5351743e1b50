package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.portalocker.NamedLocks;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.test.support.AbstractExtensibleLockProviderIntegrationTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** ShedLock's own contract; two of its cases say the contrary here, because {@code lockAtMostFor} is ignored. */
class NamedLockProviderTest extends AbstractExtensibleLockProviderIntegrationTest {
    private static final Duration NONE = Duration.ZERO;

    @TempDir
    Path directory;

    private NamedLocks mine;
    private NamedLocks others;

    @BeforeEach
    void connect() throws IOException {
        mine = NamedLocks.in(directory.resolve("locks"));
        others = NamedLocks.in(directory.resolve("locks")); // excluded by mine as another process is
    }

    @AfterEach
    void close() throws IOException {
        mine.close();
        others.close();
    }

    @Override
    protected ExtensibleLockProvider getLockProvider() {
        return new NamedLockProvider(mine, new DirectoryStarts(directory.resolve("starts")));
    }

    private Optional<SimpleLock> lockElsewhere(String name) {
        return new NamedLockProvider(others, new DirectoryStarts(directory.resolve("starts"))).lock(lockConfig(name));
    }

    @Override
    protected void assertLocked(String name) {
        assertThat(lockElsewhere(name)).isEmpty();
    }

    @Override
    protected void assertUnlocked(String name) {
        lockElsewhere(name).orElseThrow().unlock();
    }

    @Test
    @Override
    public void shouldTimeout() throws InterruptedException {
        SimpleLock lock = lock(Duration.ofMillis(1), NONE);
        Thread.sleep(5);

        assertLocked(LOCK_NAME1);
        lock.unlock();
        assertUnlocked(LOCK_NAME1);
    }

    @Test
    @Override
    public void shouldNotBeAbleToExtendExpiredLock() {
        SimpleLock lock = lock(Duration.ofMillis(1), NONE);
        sleepFor(Duration.ofMillis(5));

        SimpleLock longer = lock.extend(Duration.ofSeconds(10), NONE).orElseThrow();
        assertLocked(LOCK_NAME1);
        longer.unlock();
        assertUnlocked(LOCK_NAME1);
    }

    @Test
    void anotherThreadReleases() {
        SimpleLock lock = lock(Duration.ofMinutes(5), NONE);

        CompletableFuture.runAsync(lock::unlock).join();
        assertUnlocked(LOCK_NAME1);
    }

    @Test
    void aLostLockIsNotExtended() throws IOException {
        SimpleLock lock = lock(Duration.ofMinutes(5), NONE);
        Files.delete(directory.resolve("locks").resolve(LOCK_NAME1 + ".lock"));

        assertThat(lock.extend(Duration.ofMinutes(5), NONE)).isEmpty();
    }

    @Test
    void namesAreKeptApartWhateverTheyAre() {
        for (String name : List.of("a/b", "A/b", "..", "a b", "ä")) {
            SimpleLock lock = getLockProvider()
                    .lock(new LockConfiguration(
                            ClockProvider.now(), name, Duration.ofMinutes(5), Duration.ofMinutes(1)))
                    .orElseThrow();
            lock.unlock();
            assertLocked(name);
        }
    }

    private SimpleLock lock(Duration atMost, Duration atLeast) {
        return getLockProvider().lock(lockConfig(LOCK_NAME1, atMost, atLeast)).orElseThrow();
    }
}
