package io.github.portalocker.posix.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** Races made wide: strace holds a process up between two of its system calls. */
@EnabledOnOs(OS.LINUX)
final class DelayedCallsTest {
    private static final String BACKEND = "posix-flock";

    @TempDir
    private Path dir;

    @BeforeAll
    static void needsStrace() {
        Strace.assumeWorks();
    }

    /** Held up for so long before a call of that name, the file is replaced: between open and lock, lock and look. */
    @ParameterizedTest
    @ValueSource(strings = {"flock", "statx"})
    @DisplayName("I10: a file replaced between opening, locking and looking is not the one that is held")
    void fileReplacedMeanwhileIsNotHeld(String before) throws Exception {
        Path file = Files.createFile(dir.resolve("lock"));
        try (Agent agent = Agent.start(BACKEND);
                Strace strace = Strace.inject(agent.pid(), file, before + ":delay_enter=800000:when=1..2")) {
            agent.send("lock", EXCLUSIVE, file);
            Agents.awaitOpen(agent.pid(), file);
            Files.move(Files.createFile(dir.resolve("new")), file, StandardCopyOption.REPLACE_EXISTING);
            agent.require("held", agent.answer());
            assertThat(Agents.isFree(BACKEND, file)).isFalse();
            agent.unlock(file);
            strace.detach();
        }
        assertThat(Agents.isFree(BACKEND, file)).isTrue();
    }

    @Test
    @DisplayName("I10: two processes, slowed down at each call, never hold the lock at once")
    void slowProcessesExcludeEachOther() throws Exception {
        Path file = dir.resolve("lock");
        Path number = Files.writeString(dir.resolve("number"), "0");
        try (Agent first = Agent.start(BACKEND);
                Agent second = Agent.start(BACKEND);
                Strace slow = Strace.inject(
                        first.pid(), file, "flock:delay_enter=3000:delay_exit=1000", "close:delay_enter=2000");
                Strace slower = Strace.inject(second.pid(), file, "flock:delay_exit=4000", "statx:delay_enter=1000")) {
            first.startIncrementing(file, number, 20);
            second.startIncrementing(file, number, 20);
            first.require("done", first.answer());
            second.require("done", second.answer());
            slow.detach();
            slower.detach();
        }
        assertThat(number).hasContent("40");
    }

    /** The signal that ends a wait comes before the thread has reached the call that it is to end. */
    @Test
    @DisplayName("I10: a deadline that passes before the wait has reached the kernel is kept")
    void waitThatHasNotBegunEndsInTime() throws Exception {
        Path file = dir.resolve("lock");
        try (Agent agent = Agent.start(BACKEND);
                HeldFileLock lock = Agents.locker(BACKEND).lock(file, EXCLUSIVE);
                Strace strace = Strace.inject(agent.pid(), file, "flock:delay_enter=200000")) {
            for (int i = 0; i < 3; i++) {
                agent.sendTimed(Duration.ofMillis(250), file);
                assertThat(agent.answer()).as("beside " + lock).isEqualTo("busy");
            }
            strace.detach();
            lock.close();
            assertThat(agent.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }
}
