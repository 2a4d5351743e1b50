package io.github.portalocker.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;

import io.github.portalocker.LockLostException;
import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.Program;
import io.github.portalocker.tck.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Locks in a directory: other processes, and files that are deleted. */
@SuppressWarnings("LockNotBeforeTry") // what happens without is tested
final class FilesTest {
    @TempDir
    Path folder;

    /** The files of names that begin so. */
    static List<Path> filesOf(String prefix, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    @Test
    void secondProcessIsRefusedUntilTheFirstOneUnlocksOrIsKilled() throws Exception {
        String uri = folder.toUri().toString();
        try (NamedLocks locks = NamedLocks.connect(uri)) {
            Lock lock = new PortalockerLockRegistry(locks).obtain("job");
            try (Program holder = Program.java(List.of(), HolderMain.class, uri, "job")) {
                holder.awaitLine("locked");
                assertThat(lock.tryLock()).isFalse();
                assertThat(lock.tryLock(50, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(holder.finish()).isZero();
                assertThat(lock.tryLock()).isTrue();
                lock.unlock();
            }
            try (Program holder = Program.java(List.of(), HolderMain.class, uri, "job")) {
                holder.awaitLine("locked");
                assertThat(lock.tryLock()).isFalse();
                holder.kill();
                lock.lock();
                lock.unlock();
            }
        }
    }

    @Test
    void expiryDeletesFilesOfNamesThatAreNotLocked() throws Exception {
        try (NamedLocks locks = NamedLocks.in(folder)) {
            PortalockerLockRegistry registry = new PortalockerLockRegistry(locks);
            registry.executeLocked("job-1", () -> {});
            Lock held = registry.obtain("job-2");
            held.lock();
            assertThat(filesOf("job", folder)).hasSize(2);
            registry.expireUnusedOlderThan(0);
            assertThat(filesOf("job", folder)).hasSize(1);
            held.unlock();
        }
    }

    @Test
    void lossIsToldWhenTheLockIsUsedAgainAndAtTheLastUnlock() throws Exception {
        try (NamedLocks locks = NamedLocks.in(folder);
                NamedLocks otherLocks = NamedLocks.in(folder)) {
            Lock lock = new PortalockerLockRegistry(locks).obtain("job");
            Lock other = new PortalockerLockRegistry(otherLocks).obtain("job");
            lock.lock();
            lock.lock();
            Files.delete(filesOf("job", folder).get(0));
            assertThat(Threads.start(other::tryLock).get()).isTrue();
            assertThatThrownBy(lock::tryLock)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(LockLostException.class);
            lock.unlock();
            assertThatThrownBy(lock::unlock)
                    .isInstanceOf(ConcurrentModificationException.class)
                    .hasMessageContaining("job")
                    .hasCauseInstanceOf(LockLostException.class);
            assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
            assertThat(lock.tryLock()).isFalse(); // the other one has it
        }
    }
}
