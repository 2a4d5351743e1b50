package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Locks on names in a directory: what all locks on names must do, and what those in a directory must do besides.
 *
 * @since 0.1.0
 */
public interface NamedLocksContract extends ContractBase, NamesContract {
    /** Where another process finds a name. */
    String FILE = "jobs%2fimport-7.lock";

    @Override
    default NamedLocks connect(Path dir) throws IOException {
        return NamedLocks.in(dir.resolve("names"), locker());
    }

    @Test
    @DisplayName("a name is locked for all processes that use the directory")
    default void nameIsLockedForAllProcesses(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir);
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
            assertThatThrownBy(() -> others.lock(NAME, EXCLUSIVE, Duration.ofMillis(50)))
                    .isInstanceOfSatisfying(
                            LockTimeoutException.class,
                            e -> assertThat(e.path()).hasValue(file));
            assertThat(locks.holders("jobs")).isEmpty();
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
        assertThatThrownBy(() -> connect(dir))
                .isInstanceOf(LockException.class)
                .hasMessageContainingAll("[ELSEWHERE]", backend());
        Files.writeString(marker, "portalocker names 9\n");
        assertThatThrownBy(() -> connect(dir)).hasMessageContaining("portalocker names 9");
        Files.writeString(marker, ""); // as a process leaves it that is killed before it has written
        connect(dir).close();
        assertThat(marker).content().startsWith("portalocker names 1\n");
    }

    @Test
    @DisplayName("purge deletes the files of names that are not held")
    @DisabledOnOs(OS.WINDOWS)
    default void purgeDeletesWhatIsNotHeld(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir)) {
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
        AtomicLong deleted = new AtomicLong();
        try (NamedLocks locks = connect(dir);
                NamedLocks others = connect(dir)) {
            Threads.Task<Boolean> purger = Threads.start(() -> {
                while (!stop.get()) {
                    deleted.addAndGet(others.purge());
                }
                return true;
            });
            try {
                Threads.runInParallel(4, () -> {
                    for (int round = 0; round < 500; round++) {
                        try (HeldNamedLock lock = (round % 2 == 0 ? locks : others).lock(NAME, EXCLUSIVE)) {
                            judge.watch(lock);
                        }
                        if (round == 250) { // a lock that all four always want may never be seen free
                            Threads.awaitThat(() -> deleted.get() > 0, "purge finds the name free");
                        }
                    }
                    return true;
                });
            } finally {
                stop.set(true);
            }
            purger.get();
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
                .hasMessageContainingAll("'zookeeper:...'", "file, memory", "portalocker-server-zookeeper");
        assertThatThrownBy(() -> NamedLocks.connect("file:/x?y=1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NamedLocks.connect("locks")).isInstanceOf(IllegalArgumentException.class);
    }
}
