package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;

import io.github.portalocker.HeldLocks;
import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.NamedLocks;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Locks on names in a directory.
 *
 * @since 0.1.0
 */
public interface NamedLocksContract extends ContractBase {
    /** A name, and its file. */
    String NAME = "jobs/import-7";

    /** Where another process finds it. */
    String FILE = "jobs%2fimport-7.lock";

    private NamedLocks locks(Path dir) throws IOException {
        return NamedLocks.in(dir.resolve("names"), locker());
    }

    @Test
    @DisplayName("a name is locked for all processes that use the directory")
    default void nameIsLockedForAllProcesses(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = locks(dir);
                NamedLocks others = locks(dir);
                Agent process = Agent.start(backend())) {
            Path file = dir.resolve("names").resolve(FILE);
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            assertThat(lock.name()).isEqualTo(NAME);
            assertThat(lock.subject()).isEqualTo(NAME);
            assertThat(lock.fencingToken()).isEmpty();
            assertThat(others.tryLock(NAME, SHARED)).isNull();
            assertThat(others.tryLock(NAME, SHARED, Duration.ofMillis(50))).isNull();
            assertThat(process.couldLock(EXCLUSIVE, file)).isFalse();
            others.lock("jobs", EXCLUSIVE).close();
            lock.close();
            assertThat(lock.isValid()).isFalse();
            assertThat(process.tryLock(EXCLUSIVE, file)).isTrue();
            assertThatThrownBy(() -> locks.lock(NAME, SHARED, Duration.ofMillis(50)))
                    .isInstanceOf(LockTimeoutException.class)
                    .hasMessageContaining(FILE);
        }
    }

    @Test
    @DisplayName("names are locked by futures, as locks of java.util.concurrent, and several at once")
    default void namesAreLockedInAllWays(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = locks(dir)) {
            HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE);
            CompletableFuture<HeldNamedLock> future = locks.lockAsync(NAME, SHARED);
            assertThatThrownBy(() ->
                            locks.lockAsync(NAME, SHARED, Duration.ofMillis(50)).get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LockTimeoutException.class);
            lock.close();
            future.get(60, TimeUnit.SECONDS).close();
            ReadWriteLock pair = locks.readWriteLock(NAME);
            pair.writeLock().lock();
            try {
                assertThat(pair.readLock().tryLock()).isTrue();
                assertThat(locks.tryLock(NAME, SHARED)).isNull();
                pair.readLock().unlock();
            } finally {
                pair.writeLock().unlock();
            }
            try (HeldLocks all = locks.lockAll(Map.of("a", EXCLUSIVE, "b", SHARED))) {
                assertThat(all.isValid()).isTrue();
                assertThat(locks.tryLockAll(Map.of("b", EXCLUSIVE, "c", SHARED)))
                        .isNull();
                requireNonNull(locks.tryLock("c", EXCLUSIVE)).close();
            }
            assertThat(locks.holders(NAME)).isEmpty();
        }
    }

    @Test
    @DisplayName("closing the locks releases what is held and ends waits")
    default void closingReleasesAndEndsWaits(@TempDir Path dir) throws Exception {
        NamedLocks locks = locks(dir);
        try (NamedLocks others = locks(dir)) {
            HeldNamedLock theirs = others.lock("theirs", EXCLUSIVE);
            HeldNamedLock mine = locks.lock("mine", EXCLUSIVE);
            Threads.Task<HeldNamedLock> waiter = Threads.start(() -> locks.lock("theirs", EXCLUSIVE));
            CompletableFuture<HeldNamedLock> future = locks.lockAsync("theirs", EXCLUSIVE);
            assertThat(waiter.isBlocked()).isTrue();
            locks.close();
            assertThatThrownBy(waiter::get).hasCauseInstanceOf(LockException.class);
            assertThatThrownBy(() -> future.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(LockException.class);
            assertThat(mine.isValid()).isFalse();
            requireNonNull(others.tryLock("mine", EXCLUSIVE)).close();
            assertThatThrownBy(() -> locks.lock("mine", SHARED)).isInstanceOf(IllegalStateException.class);
            theirs.close();
        }
    }

    @Test
    @DisplayName("a directory that is no directory of locks is refused, and nothing is changed")
    default void otherDirectoriesAreRefused(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("data"), "mine");
        assertThatThrownBy(() -> NamedLocks.in(dir, locker()))
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll(dir.toString(), "not empty", "data", "use a directory of its own");
        assertThat(dir).isDirectoryNotContaining(found -> !found.equals(file));
        assertThatThrownBy(() -> NamedLocks.in(file, locker())).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("a directory with a marker of other domains or of another version is refused")
    default void otherDomainsAreRefused(@TempDir Path dir) throws Exception {
        Path names = Files.createDirectory(dir.resolve("names"));
        Path marker = Files.writeString(names.resolve(".portalocker-names"), "portalocker names 1\nELSEWHERE\n");
        assertThatThrownBy(() -> locks(dir))
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll("[ELSEWHERE]", backend());
        Files.writeString(marker, "portalocker names 9\n");
        assertThatThrownBy(() -> locks(dir)).hasMessageContaining("portalocker names 9");
        Files.writeString(marker, ""); // as a process leaves it that is killed before it has written
        locks(dir).close();
        assertThat(marker).content().startsWith("portalocker names 1\n");
    }

    @Test
    @DisplayName("purge deletes the files of names that are not held")
    @DisabledOnOs(OS.WINDOWS)
    default void purgeDeletesWhatIsNotHeld(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = locks(dir)) {
            HeldNamedLock lock = locks.lock(NAME, SHARED);
            for (int i = 0; i < 5; i++) {
                locks.lock("job" + i, EXCLUSIVE).close();
            }
            assertThat(locks.purge()).isEqualTo(5);
            assertThat(lock.isValid()).isTrue();
            assertThat(locks.tryLock(NAME, EXCLUSIVE)).isNull();
            lock.close();
            assertThat(locks.purge()).isEqualTo(1);
            locks.lock(NAME, EXCLUSIVE).close();
        }
    }

    @Test
    @DisplayName("locks beside purge never overlap")
    @DisabledOnOs(OS.WINDOWS)
    default void locksBesidePurgeNeverOverlap(@TempDir Path dir) throws Exception {
        Judge judge = Judge.ofThreads();
        AtomicBoolean stop = new AtomicBoolean();
        try (NamedLocks locks = locks(dir);
                NamedLocks others = locks(dir)) {
            Threads.Task<Long> purger = Threads.start(() -> {
                long deleted = 0;
                while (!stop.get()) {
                    deleted += others.purge();
                }
                return deleted;
            });
            try {
                Threads.runInParallel(4, () -> {
                    for (int round = 0; round < 500; round++) {
                        try (HeldNamedLock lock = (round % 2 == 0 ? locks : others).lock(NAME, EXCLUSIVE)) {
                            judge.watch(lock);
                        }
                    }
                    return true;
                });
            } finally {
                stop.set(true);
            }
            assertThat(purger.get()).isPositive();
        }
        assertThat(judge.overlaps()).isZero();
        assertThat(judge.holds()).isEqualTo(2_000);
    }

    @Test
    @DisplayName("a URI says where the locks are")
    default void uriSaysWhereTheLocksAre(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = NamedLocks.connect(dir.resolve("by uri").toUri().toString());
                HeldNamedLock lock = locks.lock(NAME, EXCLUSIVE)) {
            assertThat(lock.isValid()).isTrue();
            assertThat(dir.resolve("by uri").resolve(FILE)).exists();
        }
        assertThatThrownBy(() -> NamedLocks.connect("zookeeper://a,b/app"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'zookeeper:...'", "file:DIRECTORY");
        assertThatThrownBy(() -> NamedLocks.connect("locks")).isInstanceOf(IllegalArgumentException.class);
    }
}
