package io.github.portalocker.tck;

import java.util.ArrayList;
import java.util.List;

/** Several agents at once. */
final class Agents {
    private Agents() {}

    /** What is done with them. */
    @FunctionalInterface
    interface Play {
        void run(List<Agent> agents) throws Exception;
    }

    /** Starts so many, does something with them, and ends them whatever happens. */
    static void play(String backend, int count, Play play) throws Exception {
        List<Agent> agents = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                agents.add(Agent.start(backend));
            }
            play.run(agents);
        } finally {
            agents.forEach(Agent::close);
        }
    }
}
