package io.github.portalocker.memory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What a test has decided on for the operations of a backend, and how often the engine has asked for each. */
public final class Script {
    private static final Step NOTHING = () -> {};

    private final Map<Operation, Step> before = new ConcurrentHashMap<>();
    private final Map<Operation, Step> after = new ConcurrentHashMap<>();
    private final Map<Operation, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final List<Gate> gates = new CopyOnWriteArrayList<>();

    Script() {}

    /** Before each such operation, until another step takes its place. */
    public void before(Operation operation, Step step) {
        before.put(operation, step);
    }

    /** After each such operation that has not failed, until another step takes its place. */
    public void after(Operation operation, Step step) {
        after.put(operation, step);
    }

    /** Keeps threads before such an operation, at the longest until the test has ended. */
    public Gate gateBefore(Operation operation) {
        Gate gate = gate();
        before(operation, gate);
        return gate;
    }

    /** Keeps threads after such an operation, at the longest until the test has ended. */
    public Gate gateAfter(Operation operation) {
        Gate gate = gate();
        after(operation, gate);
        return gate;
    }

    /** A gate for a step of a test's own, which does not stay closed when the test has ended. */
    public Gate gate() {
        Gate gate = new Gate();
        gates.add(gate);
        return gate;
    }

    /** From now on, all works. */
    public void clear() {
        before.clear();
        after.clear();
        gates.forEach(Gate::open);
    }

    /** How often the engine has asked for it. */
    public int count(Operation operation) {
        AtomicInteger count = counts.get(operation);
        return count == null ? 0 : count.get();
    }

    <T> T perform(Operation operation, Monitor.Body<T, IOException> body) throws IOException {
        counts.computeIfAbsent(operation, key -> new AtomicInteger()).incrementAndGet();
        before.getOrDefault(operation, NOTHING).run();
        T result = body.run();
        after.getOrDefault(operation, NOTHING).run();
        return result;
    }
}
