package io.github.portalocker.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.github.portalocker.memory.MemoryBackend;

import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the engine keeps for the whole JVM: the only place where tests know it from inside. */
final class EngineState {
    private static final String ENGINE = "io.github.portalocker.internal.";
    private static final String HELPER = "portalocker-";

    private EngineState() {}

    /** What one test has left there for the whole JVM is not held against those after it. */
    static void assumeAtRest() {
        assumeTrue(leftovers().isEmpty(), "an earlier test has left something in the engine");
    }

    /** Waits until all is given back, and looks whether all was right. */
    static void assertAtRest(MemoryBackend backend) {
        eventually().untilAsserted(() -> {
            assertThat(backend.leftovers()).isEmpty();
            assertThat(leftovers()).isEmpty();
        });
        assertThat(backend.violations()).isEmpty();
    }

    /** Files that the engine knows, and helper threads that are at work. */
    static List<String> leftovers() {
        List<String> found = new ArrayList<>();
        if (!files().isEmpty()) {
            found.add("known files: " + files().keySet());
        }
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.getName().startsWith(HELPER)
                    && Arrays.stream(stack)
                            .anyMatch(frame -> frame.getClassName().startsWith(ENGINE))) {
                found.add("helper thread at work: " + thread.getName() + " " + Arrays.toString(stack));
            }
        });
        return found;
    }

    private static Map<?, ?> files() {
        try {
            var field = JvmFile.class.getDeclaredField("FILES");
            field.setAccessible(true);
            return (Map<?, ?>) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Whether the thread is parked in a queue of the engine. */
    static boolean isQueued(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        return blocker != null && blocker.getClass().getName().startsWith(ENGINE);
    }
}
