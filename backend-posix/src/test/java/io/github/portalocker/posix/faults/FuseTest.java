package io.github.portalocker.posix.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.tck.Agent;
import io.github.portalocker.tck.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static io.github.portalocker.LockMode.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A file system that another program serves: bindfs, in a mount namespace of its own, which the agents enter. Either the
 * kernel keeps the locks, or it passes them on to bindfs, which takes record locks in its own name for all processes.
 */
@EnabledOnOs(OS.LINUX)
final class FuseTest {
    private static final String[] PASSING_LOCKS_ON = {"--multithreaded", "--enable-lock-forwarding"};

    @TempDir
    private Path dir;

    private final List<Program> servers = new ArrayList<>();
    private Path mount;
    private Path below;

    @BeforeEach
    void makeFolders() throws IOException {
        mount = Files.createDirectory(dir.resolve("mount"));
        below = Files.createDirectory(dir.resolve("below"));
    }

    @AfterEach
    void stop() {
        servers.forEach(Program::close); // and with the last process of the namespace, the mount
    }

    /** The command in front of one that is to see the mount. */
    private List<String> serve(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        command.addAll(List.of("setpriv", "--pdeathsig", "KILL", "bindfs", "-f"));
        command.addAll(List.of(options));
        command.addAll(List.of(below.toString(), mount.toString()));
        Program server;
        try {
            server = Program.start(command);
        } catch (IOException e) {
            assumeTrue(false, "needs Linux' unshare: " + e);
            throw e;
        }
        servers.add(server);
        List<String> inside = List.of("nsenter", "--mount=/proc/" + server.pid() + "/ns/mnt");
        while (server.process().isAlive()) {
            try (Program look = Program.start(Circumstances.with(inside, "mountpoint", "-q", mount.toString()))) {
                if (look.finish() == 0) {
                    return inside;
                }
            }
        }
        assumeTrue(false, "needs root and bindfs: " + server.rest());
        return inside;
    }

    private static Agent agent(List<String> inside, String backend) throws Exception {
        return Agent.start(inside, System.getProperty("java.class.path"), backend);
    }

    private static boolean isFree(Path file) throws Exception {
        try (Agent other = Agent.start("posix-ofd")) {
            return other.couldLock(EXCLUSIVE, file);
        }
    }

    @ParameterizedTest
    @EnumSource(LockMode.class)
    void lockThatWouldExcludeNoProcessIsRefusedAndNotHeld(LockMode mode) throws Exception {
        Path file = mount.resolve("lock");
        try (Agent agent = agent(serve(PASSING_LOCKS_ON), "posix-ofd")) {
            for (String verb : List.of("lock", "try", "try")) {
                agent.send(verb, mode, file);
                assertThat(agent.answer())
                        .startsWith("error")
                        .contains("exclude no other process", file.toString(), "posix-flock");
            }
            agent.open(file);
            agent.send("try", mode, file);
            assertThat(agent.answer()).startsWith("error").contains("exclude no other process");
            assertThat(isFree(below.resolve("lock"))).isTrue();
        }
    }

    @Test
    void rangeThatWouldExcludeNoProcessIsRefused() throws Exception {
        Path file = mount.resolve("lock");
        try (Agent agent = agent(serve(PASSING_LOCKS_ON), "posix-ofd")) {
            agent.open(file);
            agent.sendTry(EXCLUSIVE, new LockRange(10, 5), file);
            assertThat(agent.answer()).startsWith("error").contains("exclude no other process");
        }
    }

    /** Flock belongs to the open file, of which bindfs has one for each of its clients'. */
    @Test
    void flockThatIsPassedOnExcludesOtherProcessesOnBothSides() throws Exception {
        Path file = mount.resolve("lock");
        List<String> inside = serve(PASSING_LOCKS_ON);
        try (Agent one = agent(inside, "posix-flock");
                Agent other = agent(inside, "posix-flock");
                Agent outside = Agent.start("posix-flock")) {
            one.lock(SHARED, file);
            other.lock(SHARED, file);
            assertThat(outside.couldLock(EXCLUSIVE, below.resolve("lock"))).isFalse();
            one.unlock(file);
            other.unlock(file);
            one.lock(EXCLUSIVE, file);
            assertThat(other.couldLock(SHARED, file)).isFalse();
            assertThat(outside.couldLock(SHARED, below.resolve("lock"))).isFalse();
            one.unlock(file);
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(LockMode.class)
    void locksOfTheKernelAreUsed(LockMode first) throws Exception {
        Path file = mount.resolve("lock");
        List<String> inside = serve();
        try (Agent one = agent(inside, "posix-ofd");
                Agent other = agent(inside, "posix-ofd")) {
            one.lock(first, file);
            assertThat(other.couldLock(SHARED, file)).isEqualTo(first == SHARED);
            assertThat(other.couldLock(EXCLUSIVE, file)).isFalse();
            one.unlock(file);
            assertThat(other.couldLock(EXCLUSIVE, file)).isTrue();
        }
    }

    /** An exclusive record lock cannot be asked for there, so that only the kernel's own list can tell. */
    @Test
    void sharedLockOnAReadOnlyFileIsGivenWhereTheKernelKeepsIt() throws Exception {
        Files.createFile(below.resolve("lock"));
        try (Agent agent = agent(serve("-o", "ro"), "posix-ofd")) {
            assertThat(agent.couldLock(SHARED, mount.resolve("lock"))).isTrue();
        }
    }

    @Test
    void sharedLockOnAReadOnlyFileIsRefusedWhereItIsUnknownWhetherItExcludes() throws Exception {
        Files.createFile(below.resolve("lock"));
        List<String> options = new ArrayList<>(List.of(PASSING_LOCKS_ON));
        options.addAll(List.of("-o", "ro"));
        try (Agent agent = agent(serve(options.toArray(String[]::new)), "posix-ofd")) {
            agent.send("try", SHARED, mount.resolve("lock"));
            assertThat(agent.answer()).startsWith("error").contains("it is not known whether", "write access");
        }
    }
}
