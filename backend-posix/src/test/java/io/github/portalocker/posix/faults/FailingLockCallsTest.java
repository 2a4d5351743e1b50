package io.github.portalocker.posix.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.posix.Descriptors;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.KernelLocks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

/** What the kernel's refusals to lock and unlock, made by strace in a real process, come to. */
@EnabledOnOs(OS.LINUX)
final class FailingLockCallsTest {
    private static final Agents AGENTS = new Agents();

    @TempDir
    private Path dir;

    /** The system calls that lock, and the backends that make them. */
    enum Call {
        FLOCK("posix-flock", "flock"),
        OFD("posix-ofd", "fcntl"),
        UNIVERSAL_FIRST("posix-universal", "flock"),
        UNIVERSAL_SECOND("posix-universal", "fcntl");

        final String backend;
        final String name;

        Call(String backend, String name) {
            this.backend = backend;
            this.name = name;
        }

        /** Holds what this call, and no other, has to wait for. */
        HeldFileLock inTheWay(Path file) throws Exception {
            return Agents.locker(name.equals("flock") ? "posix-flock" : "posix-ofd")
                    .lock(file, EXCLUSIVE);
        }
    }

    @BeforeAll
    static void needsStrace() {
        Strace.assumeWorks();
    }

    @AfterAll
    static void stop() {
        AGENTS.close();
    }

    private static void assertFree(Path file) throws Exception {
        for (String backend : List.of("posix-flock", "posix-ofd", "posix-universal")) {
            assertThat(Agents.isFree(backend, file)).as(backend).isTrue();
        }
    }

    private static void assertWorksAgain(Agent agent, Path file) throws Exception {
        assertFree(file);
        agent.lock(EXCLUSIVE, file);
        agent.unlock(file);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I1: an attempt that a signal interrupts is made again")
    void interruptedAttemptIsMadeAgain(Call call) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        try (Strace strace = Strace.inject(agent.pid(), file, call.name + ":error=EINTR:when=1..3")) {
            assertThat(agent.tryLock(EXCLUSIVE, file)).isTrue();
            assertThat(Strace.injected(strace.detach())).isEqualTo(3);
        }
        assertThat(Agents.isFree(call.backend, file)).isFalse();
        agent.unlock(file);
        assertFree(file);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I1: a wait that a foreign signal interrupts goes on")
    void interruptedWaitGoesOn(Call call) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        try (HeldFileLock lock = call.inTheWay(file)) {
            agent.send("lock", EXCLUSIVE, file);
            KernelLocks.awaitWaiters(file, 1);
            try (Strace strace = Strace.inject(agent.pid(), file, call.name + ":error=EINTR:when=1..3")) {
                assertThat(agent.answersWithin(200)).as("beside " + lock).isFalse();
                KernelLocks.awaitWaiters(file, 1);
                lock.close();
                agent.require("held", agent.answer());
                assertThat(Strace.injected(strace.detach())).isGreaterThanOrEqualTo(3);
            }
            assertThat(Agents.isFree(call.backend, file)).isFalse();
            agent.unlock(file);
        }
        assertFree(file);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I1: a release that a signal interrupts is made again")
    void interruptedReleaseIsMadeAgain(Call call) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        agent.lock(EXCLUSIVE, file);
        try (Strace strace = Strace.inject(agent.pid(), file, call.name + ":error=EINTR:when=1..3")) {
            agent.unlock(file);
            assertThat(Strace.injected(strace.detach())).isEqualTo(3);
        }
        assertFree(file);
    }

    private void refuses(Call call, String error, String... says) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        try (Strace strace = Strace.inject(agent.pid(), file, call.name + ":error=" + error)) {
            agent.send("try", SHARED, file);
            assertThat(agent.answer()).startsWith("error").contains(says).contains(call.backend, file.toString());
            agent.send("lock", EXCLUSIVE, file);
            assertThat(agent.answer()).startsWith("error").contains(says);
            agent.sendTimed(Duration.ofSeconds(60), file);
            assertThat(agent.answer()).startsWith("error").contains(says);
            assertThat(Strace.injected(strace.detach())).isGreaterThanOrEqualTo(3);
        }
        assertThat(Descriptors.of(agent.pid(), dir)).isZero();
        assertWorksAgain(agent, file);
        refusesWaiter(call, error, says);
    }

    private void refusesWaiter(Call call, String error, String... says) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        try (HeldFileLock lock = call.inTheWay(file)) {
            agent.send("lock", EXCLUSIVE, file);
            KernelLocks.awaitWaiters(file, 1);
            try (Strace strace = Strace.inject(agent.pid(), file, call.name + ":error=" + error)) {
                assertThat(agent.answer())
                        .as("beside " + lock)
                        .startsWith("error")
                        .contains(says);
                strace.detach();
            }
        }
        assertWorksAgain(agent, file);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I2: no lock to be had (ENOLCK) is told at once and is no contention")
    void systemWithoutFreeLocksIsNoContention(Call call) throws Exception {
        refuses(call, "ENOLCK", "LockNotSupportedException", "no locks available", "ENOLCK 37", "local file system");
    }

    @ParameterizedTest
    @CsvSource({"FLOCK, ENOSYS", "OFD, ENOSYS", "UNIVERSAL_SECOND, ENOSYS", "FLOCK, EOPNOTSUPP", "OFD, EOPNOTSUPP"})
    @DisplayName("I3: a file system without locks is refused, never pretended to")
    void fileSystemWithoutLocksIsRefused(Call call, String error) throws Exception {
        refuses(call, error, "LockNotSupportedException", "does not support locks");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I4: EIO on locking is an error, and nothing is held")
    void inputOutputErrorIsNoContention(Call call) throws Exception {
        refuses(call, "EIO", "LockException", "input/output error", "EIO 5");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("I4: a lock whose release fails is still held, and closing it again releases it")
    void failedReleaseCanBeRepeated(Call call) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        agent.lock(EXCLUSIVE, file);
        try (Strace strace = Strace.inject(agent.pid(), file, call.name + ":error=EIO:when=1")) {
            agent.sendUnlock(file);
            assertThat(agent.answer()).startsWith("error").contains("cannot unlock", "EIO 5", file.toString());
            assertThat(Strace.injected(strace.detach())).isEqualTo(1);
        }
        assertThat(Agents.isFree(call.name.equals("flock") ? "posix-flock" : "posix-ofd", file))
                .isFalse();
        agent.unlock(file);
        assertWorksAgain(agent, file);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOCK", "OFD", "UNIVERSAL_FIRST"})
    @DisplayName("I4: a failure to close after the release is reported, but the lock is not held")
    void failureToCloseIsReportedAndLeavesNothingHeld(Call call) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        agent.lock(EXCLUSIVE, file);
        try (Strace strace = Strace.inject(agent.pid(), file, "close:error=EIO:when=1")) {
            agent.sendUnlock(file);
            assertThat(agent.answer()).startsWith("error").contains("cannot close", "EIO 5");
            agent.unlock(file);
            assertThat(strace.detach())
                    .filteredOn(line -> line.contains("close("))
                    .hasSize(1);
        }
        assertWorksAgain(agent, file);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOCK", "OFD"})
    @DisplayName("I1: closing that a signal interrupts is not repeated, as another file may have the number by then")
    void interruptedClosingIsNotRepeated(Call call) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        agent.lock(EXCLUSIVE, file);
        try (Strace strace = Strace.inject(agent.pid(), file, "close:error=EINTR:when=1")) {
            agent.unlock(file);
            assertThat(strace.detach())
                    .filteredOn(line -> line.contains("close("))
                    .hasSize(1);
        }
        assertFree(file);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOCK", "OFD"})
    @DisplayName("I5: a descriptor that has gone (EBADF) is an error that says so")
    void lostDescriptorIsTold(Call call) throws Exception {
        refuses(call, "EBADF", "LockException", "its descriptor was lost", "open the file again");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOCK", "OFD"})
    @DisplayName("I6: EACCES on a local file system comes from a security module and is no contention")
    void forbiddenLockIsNoContention(Call call) throws Exception {
        refuses(call, "EACCES", "LockException", "permission denied", "EACCES 13");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOCK", "UNIVERSAL_SECOND"})
    @DisplayName("I13: thousands of calls that fail leave no descriptor open")
    void failingCallsLeaveNoDescriptorOpen(Call call) throws Exception {
        Path file = dir.resolve("lock");
        Agent agent = AGENTS.of(call.backend);
        agent.lock(EXCLUSIVE, file);
        agent.unlock(file);
        int times = Integer.getInteger("portalocker.stress.seconds", 3) > 3 ? 10_000 : 500;
        try (Strace strace = Strace.inject(agent.pid(), file, call.name + ":error=ENOLCK")) {
            for (int i = 0; i < times; i++) {
                agent.send("try", EXCLUSIVE, file);
                assertThat(agent.answer()).startsWith("error").contains("ENOLCK");
            }
            assertThat(Strace.injected(strace.detach())).isEqualTo(times);
        }
        assertThat(Descriptors.of(agent.pid(), dir)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOCK", "OFD"})
    @DisplayName("I12: ENOMEM is an error that says so")
    void lackOfMemoryIsTold(Call call) throws Exception {
        refuses(call, "ENOMEM", "LockException", "out of memory", "ENOMEM 12");
    }
}
