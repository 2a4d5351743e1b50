package io.github.portalocker.posix;

import java.io.IOException;
import java.util.List;

import io.github.portalocker.tck.Program;
import org.jspecify.annotations.Nullable;

/** Three processes that lock, started again when one was killed: on an emulated processor a start takes seconds. */
final class NetworkAgents implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 240_000;

    private final @Nullable Program[] programs = new Program[3];

    /** Sends a command without waiting for the answer. */
    void send(int agent, String... words) throws IOException, InterruptedException {
        Program program = programs[agent];
        if (program == null) {
            program = Program.java(List.of("-Xshare:auto"), NetworkAgentMain.class);
            programs[agent] = program;
            String line = program.readLine(PATIENCE_MILLIS);
            while (!line.equals("ready")) { // a JVM may have warned before
                if (line.equals("(end of output)")) {
                    throw new IOException("a process ended at its start");
                }
                line = program.readLine(PATIENCE_MILLIS);
            }
        }
        program.send(String.join(" ", words));
    }

    String answer(int agent) throws InterruptedException {
        Program program = java.util.Objects.requireNonNull(programs[agent]);
        return program.readLine(PATIENCE_MILLIS);
    }

    String ask(int agent, String... words) throws IOException, InterruptedException {
        send(agent, words);
        return answer(agent);
    }

    boolean answersWithin(int agent, long millis) throws InterruptedException {
        return java.util.Objects.requireNonNull(programs[agent]).saysSomethingWithin(millis);
    }

    void kill(int agent) throws InterruptedException {
        Program program = programs[agent];
        programs[agent] = null;
        if (program != null) {
            program.kill();
        }
    }

    @Override
    public void close() {
        for (Program program : programs) {
            if (program != null) {
                program.process().destroyForcibly();
            }
        }
    }
}
