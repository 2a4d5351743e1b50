package io.github.portalocker.posix;

import java.nio.file.Path;
import java.util.List;

import io.github.portalocker.tck.Agent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.github.portalocker.LockMode.EXCLUSIVE;
import static org.assertj.core.api.Assertions.assertThat;

/** The child JVMs of the contract, which serve one test after the other. */
@EnabledOnOs(OS.LINUX)
final class AgentTest {
    @TempDir
    private Path dir;

    @Test
    void closedAgentHoldsNothing() throws Exception {
        Path file = dir.resolve("lock");
        Agent holder = Agent.start("posix-flock");
        holder.open(file);
        holder.lock(EXCLUSIVE, file);
        holder.close();
        try (Agent other = Agent.start("posix-flock")) {
            assertThat(other.tryLock(EXCLUSIVE, file)).isTrue();
        }
    }

    @Test
    void agentThatIsClosedTwiceDisturbsNoOther() throws Exception {
        Path file = dir.resolve("lock");
        Agent first = Agent.start("posix-flock");
        first.close();
        try (Agent second = Agent.start("posix-flock");
                Agent third = Agent.start("posix-flock")) {
            second.lock(EXCLUSIVE, file);
            first.close();
            assertThat(third.tryLock(EXCLUSIVE, file)).isFalse();
            second.unlock(file);
        }
    }

    /** It may run in a namespace, say, that ends with its last process. */
    @Test
    void agentUnderOtherCircumstancesEndsWhenItIsClosed() throws Exception {
        long before = agents();
        Agent agent = Agent.start(List.of("env"), System.getProperty("java.class.path"), "posix-flock");
        assertThat(agents()).isEqualTo(before + 1);
        agent.close();
        assertThat(agents()).isEqualTo(before);
    }

    private static long agents() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("AgentMain"))
                .count();
    }
}
