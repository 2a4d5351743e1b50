package io.github.portalocker.posix.faults;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.tck.Agent;

import static io.github.portalocker.LockMode.EXCLUSIVE;

/** One child JVM for each backend, started when first asked for; and looks at locks from this JVM. */
final class Agents implements AutoCloseable {
    private final Map<String, Agent> agents = new HashMap<>();

    Agent of(String backend) throws Exception {
        Agent agent = agents.get(backend);
        if (agent == null) {
            agent = Agent.start(backend);
            agents.put(backend, agent);
        }
        return agent;
    }

    @Override
    public void close() {
        agents.values().forEach(Agent::close);
    }

    static FileLocker locker(String backend) {
        return FileLocker.builder().backend(backend).build();
    }

    /** Whether this JVM could have an exclusive lock. */
    static boolean isFree(String backend, Path file) throws Exception {
        HeldFileLock lock = locker(backend).tryLock(file, EXCLUSIVE);
        if (lock != null) {
            lock.close();
        }
        return lock != null;
    }

    /** Returns when a process has the file open. */
    static void awaitOpen(long pid, Path file) throws Exception {
        Path name = file.toRealPath();
        for (int i = 0; i < 6_000; i++) {
            try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
                for (Path descriptor : (Iterable<Path>) open::iterator) {
                    if (Files.exists(descriptor)
                            && Files.readSymbolicLink(descriptor).equals(name)) {
                        return;
                    }
                }
            } catch (NoSuchFileException e) {
                Thread.sleep(1); // closed while we looked at it
            }
            Thread.sleep(5);
        }
        throw new AssertionError("process " + pid + " does not open " + file);
    }

    /** How many descriptors a process has open. */
    static long descriptors(long pid) throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        }
    }
}
