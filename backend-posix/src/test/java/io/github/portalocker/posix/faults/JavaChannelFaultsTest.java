package io.github.portalocker.posix.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** What {@code FileChannel.tryLock}, and with it the backend nio, makes of errors of the kernel. */
@EnabledOnOs(OS.LINUX)
final class JavaChannelFaultsTest {
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

    @Test
    @DisplayName(
            "I7: 'deadlock avoided' (EDEADLK), which the kernel also says of threads that are in none, is contention")
    void suspectedDeadlockIsContention() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Agent agent = AGENTS.of("nio");
        try (Strace strace = Strace.inject(agent.pid(), file, "fcntl:error=EDEADLK:when=1..5")) {
            assertThat(agent.tryLock(EXCLUSIVE, file)).isFalse();
            agent.lock(EXCLUSIVE, file);
            assertThat(Strace.injected(strace.detach())).isEqualTo(5);
        }
        assertThat(Agents.isFree("posix-ofd", file)).isFalse();
        agent.unlock(file);
    }

    @Test
    @DisplayName("I2: nio tells of ENOLCK at once")
    void systemWithoutFreeLocksIsTold() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Agent agent = AGENTS.of("nio");
        try (Strace strace = Strace.inject(agent.pid(), file, "fcntl:error=ENOLCK")) {
            for (String verb : List.of("try", "lock")) {
                agent.send(verb, EXCLUSIVE, file);
                assertThat(agent.answer()).startsWith("error").contains("LockException", "No locks available", "nio");
            }
            strace.detach();
        }
        assertThat(agent.couldLock(EXCLUSIVE, file)).isTrue();
    }

    @Test
    @DisplayName("I9: nio tries again to open a file that vanishes in that moment, which FUSE says even to O_CREAT")
    void openingIsTriedAgain() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Agent agent = AGENTS.of("nio");
        try (Strace strace = Strace.inject(agent.pid(), file, "openat:error=ENOENT:when=1..5")) {
            assertThat(agent.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(Strace.injected(strace.detach())).isEqualTo(5);
        }
        assertThat(Agents.isFree("posix-ofd", file)).isFalse();
        agent.unlock(file);
    }

    /** A {@code FileChannel} would take the interrupted call for a success; nio locks paths through a channel that does not. */
    @Test
    @DisplayName("I8: nio makes an attempt again that a signal interrupts, and holds what it claims")
    void interruptedAttemptIsMadeAgain() throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        Agent agent = AGENTS.of("nio");
        try (Strace strace = Strace.inject(agent.pid(), file, "fcntl:error=EINTR:when=1")) {
            assertThat(agent.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(Strace.injected(strace.detach())).isEqualTo(1);
        }
        assertThat(Agents.isFree("posix-ofd", file)).isFalse();
        agent.unlock(file);
        assertThat(Agents.isFree("posix-ofd", file)).isTrue();
    }
}
