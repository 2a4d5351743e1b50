package io.github.portalocker.posix.faults;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.LockException;
import io.github.portalocker.posix.Descriptors;
import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** What failures to open a lock file, and to look at it, come to. */
@EnabledOnOs(OS.LINUX)
final class FailingFileCallsTest {
    private static final String BACKEND = "posix-flock";
    private static final Agents AGENTS = new Agents();

    @TempDir
    private Path dir;

    @BeforeAll
    static void needsStrace() {
        Strace.assumeWorks();
    }

    @AfterAll
    static void stop() {
        AGENTS.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EINTR", "ESTALE", "ENOENT"})
    @DisplayName("I9: opening that fails for the moment is tried again, and the file is kept as it is")
    void openingIsTriedAgain(String error) throws Exception {
        Path file = Files.writeString(dir.resolve("lock"), "content");
        Agent agent = AGENTS.of(BACKEND);
        try (Strace strace = Strace.inject(agent.pid(), file, "openat:error=" + error + ":when=1..5")) {
            assertThat(agent.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(Strace.injected(strace.detach())).isEqualTo(5);
        }
        assertThat(Agents.isFree(BACKEND, file)).isFalse();
        agent.unlock(file);
        assertThat(file).hasContent("content");
    }

    @ParameterizedTest
    @CsvSource({
        "ESTALE, removed on the server", "ENOENT, vanished again and again",
        "EIO, input/output error", "EMFILE, open files",
        "ENFILE, the system has too many open files", "ENOSPC, no space or no inode",
        "EDQUOT, quota", "ENOMEM, out of memory",
        "EROFS, read-only", "ETXTBSY, a program that runs now"
    })
    @DisplayName("I9: opening that keeps failing ends with an error that says why, and leaves no descriptor")
    void openingIsNotTriedForEver(String error, String reason) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Agent agent = AGENTS.of(BACKEND);
        agent.lock(EXCLUSIVE, file);
        agent.unlock(file);
        try (Strace strace = Strace.inject(agent.pid(), file, "openat:error=" + error)) {
            agent.send("lock", EXCLUSIVE, file);
            assertThat(agent.answer())
                    .startsWith("error")
                    .contains("LockException: cannot open " + file, reason, error);
            assertThat(Strace.injected(strace.detach())).isBetween(1L, 500L);
        }
        assertThat(Descriptors.of(agent.pid(), dir)).isZero();
    }

    /** Of the two looks at an uncontended file, the first is at the descriptor, the second at the path, with the lock held. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @DisplayName("I4: a file that cannot be looked at is not locked")
    void fileThatCannotBeLookedAtIsNotLocked(int look) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Agent agent = AGENTS.of(BACKEND);
        agent.lock(EXCLUSIVE, file);
        agent.unlock(file);
        try (Strace strace = Strace.inject(agent.pid(), file, "statx:error=EIO:when=" + look)) {
            agent.send("lock", EXCLUSIVE, file);
            assertThat(agent.answer())
                    .startsWith("error " + LockException.class.getName())
                    .contains("cannot stat " + file, "EIO 5", BACKEND);
            assertThat(Strace.injected(strace.detach())).isEqualTo(1);
        }
        assertThat(Agents.isFree(BACKEND, file)).isTrue();
        assertThat(Descriptors.of(agent.pid(), dir)).isZero();
    }

    @Test
    @DisplayName("I3: a kernel without statx does without it, and still notices that a file was replaced")
    void kernelWithoutStatxIsNoObstacle() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        try (Agent agent = Agent.start(BACKEND);
                Strace strace = Strace.inject(agent.pid(), file, "statx:error=ENOSYS")) {
            assertThat(agent.tryLock(EXCLUSIVE, file)).isTrue();
            agent.send("lock", EXCLUSIVE, file);
            assertThat(agent.answer()).contains("already holds");
            agent.unlock(file);
            agent.startIncrementing(file, Files.writeString(dir.resolve("number"), "0"), 2); // asks isValid(), too
            assertThat(agent.answer()).isEqualTo("done");
            assertThat(Strace.injected(strace.detach())).isPositive();
        }
    }
}
