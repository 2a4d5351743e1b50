package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.NamedLocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Locks on names in memory. */
final class MemoryNamesTest implements NamesContract {
    @Override
    public NamedLocks connect(Path dir) throws IOException {
        return NamedLocks.connect("memory:" + dir.getFileName());
    }

    @Override
    public boolean hasTokens() {
        return true;
    }

    @Test
    void otherNamesOfTheTableAreOtherLocks(@TempDir Path dir) throws Exception {
        try (NamedLocks locks = connect(dir);
                NamedLocks others = NamedLocks.connect("memory:");
                var lock = locks.lock(NAME, EXCLUSIVE);
                var other = others.tryLock(NAME, EXCLUSIVE)) {
            assertThat(other).as("beside %s", lock).isNotNull();
            assertThat(locks.holders(NAME)).singleElement().satisfies(holder -> {
                assertThat(holder.pid()).hasValue(ProcessHandle.current().pid());
                assertThat(holder.mode()).hasValue(EXCLUSIVE);
            });
            assertThat(locks.purge()).isZero();
        }
    }

    /** As another process would find it. */
    @Test
    void clientThatLeavesReleasesItsLocks(@TempDir Path dir) throws Exception {
        try (NamedLocks others = connect(dir)) {
            NamedLocks locks = connect(dir);
            var lock = locks.lock(NAME, EXCLUSIVE);
            locks.close();
            assertThat(lock.isValid()).isFalse();
            assertThat(others.tryLock(NAME, SHARED)).isNotNull();
        }
    }

    @Test
    void hostsAndParametersAreRefused() {
        assertThatThrownBy(() -> NamedLocks.connect("memory://host/x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NamedLocks.connect("memory:x?y=z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no parameter y");
    }
}
