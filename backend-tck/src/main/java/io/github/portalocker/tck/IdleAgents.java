package io.github.portalocker.tck;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The processes of agents between two tests; they end with this JVM. */
final class IdleAgents {
    /** Of one kind; more are seldom needed at once. */
    private static final int MOST = 2;

    private static final Map<List<String>, Deque<Program>> BY_COMMAND = new HashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(IdleAgents::endAll, "end of idle agents"));
    }

    private IdleAgents() {}

    static synchronized @Nullable Program take(List<String> command) {
        Deque<Program> idle = BY_COMMAND.get(command);
        return idle == null ? null : idle.poll();
    }

    /** False if there are enough. */
    static synchronized boolean keep(List<String> command, Program agent) {
        Deque<Program> idle = BY_COMMAND.computeIfAbsent(command, c -> new ArrayDeque<>());
        return idle.size() < MOST && idle.add(agent);
    }

    private static synchronized void endAll() {
        BY_COMMAND.values().forEach(idle -> idle.forEach(Program::close));
        BY_COMMAND.clear();
    }
}
