package io.github.portalocker.tck;

import java.util.Arrays;
import java.util.Map;

/** The threads that the library has in this JVM. */
final class Helpers {
    private Helpers() {}

    /** Whether one of them does something else than wait for work. */
    static boolean areAtWork() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("portalocker-"))
                .anyMatch(Helpers::isAtWork);
    }

    private static boolean isAtWork(Map.Entry<Thread, StackTraceElement[]> thread) {
        return thread.getKey().isAlive()
                && Arrays.stream(thread.getValue())
                        .noneMatch(frame -> frame.getMethodName().equals("getTask"));
    }
}
