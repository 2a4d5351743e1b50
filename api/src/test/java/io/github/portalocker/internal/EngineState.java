package io.github.portalocker.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.portalocker.internal.queue.LockQueue;
import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.memory.MemoryBackend;

import static io.github.portalocker.internal.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** What the engine keeps for the whole JVM: the only place where tests know it from inside. */
final class EngineState {
    private static final String ENGINE = "io.github.portalocker.internal.";
    private static final String HELPER = "portalocker-";

    private static final long LAST_CHANCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Files without an owner, and threads that may never come back. */
    private static final Set<Object> FORGIVEN = ConcurrentHashMap.newKeySet();

    private EngineState() {}

    /** What one test has left there for the whole JVM is not held against those after it. */
    static void forgive() {
        long end = System.nanoTime() + LAST_CHANCE_NANOS; // a helper that goes now may be the next test's soon
        while (!leftovers().isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        FORGIVEN.addAll(found());
    }

    /** Waits until all is released, and looks whether all was right. */
    static void assertAtRest(MemoryBackend backend) {
        eventually().untilAsserted(() -> {
            assertThat(backend.leftovers()).isEmpty();
            assertThat(leftovers()).isEmpty();
        });
        assertThat(backend.violations()).isEmpty();
    }

    /** Files that the engine knows, and helper threads that are at work. */
    static List<String> leftovers() {
        return found().stream()
                .filter(each -> !FORGIVEN.contains(each))
                .map(EngineState::describe)
                .toList();
    }

    /** The keys of the files, and the threads. */
    private static List<Object> found() {
        List<Object> found = new ArrayList<>(files().keySet());
        helpers().forEach(found::add);
        return found;
    }

    private static Stream<Thread> helpers() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().startsWith(HELPER)
                        && Arrays.stream(each.getValue())
                                .anyMatch(frame -> frame.getClassName().startsWith(ENGINE)))
                .map(Map.Entry::getKey);
    }

    private static String describe(Object found) {
        return found instanceof Thread thread
                ? "helper thread at work: " + thread.getName() + " " + Arrays.toString(thread.getStackTrace())
                : "known file: " + found;
    }

    private static Map<?, ?> files() {
        try {
            var field = LockQueue.class.getDeclaredField("FILES");
            field.setAccessible(true);
            return (Map<?, ?>) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** The queue of the only file that is locked, which is its own monitor. */
    static Object onlyQueue() {
        List<?> queues = files().entrySet().stream()
                .filter(each -> !FORGIVEN.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(queues).hasSize(1);
        return queues.get(0);
    }

    /** Whether the thread is parked in a queue of the engine. */
    static boolean isQueued(Thread thread) {
        return LockSupport.getBlocker(thread) instanceof Waiter;
    }
}
