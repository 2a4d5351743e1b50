package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.NamedLocks;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One server, and what tests ask of it. */
abstract class OneServer {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String ROOT = "/app/locks";
    static final String NAME = "jobs/import-7";

    static TestingServer server;
    static Inspector inspector;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start();
        inspector = new Inspector(server.getConnectString());
    }

    @AfterAll
    static void stop() throws Exception {
        inspector.close();
        server.close();
    }

    static String uri(String parameters) {
        return "zookeeper://" + server.getConnectString() + ROOT + parameters;
    }

    static NamedLocks connect() throws IOException {
        return NamedLocks.connect(uri(""));
    }

    static List<String> nodes() throws Exception {
        return inspector.nodes(ROOT, NAME);
    }

    static void awaitNodes(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes()).hasSize(count));
    }

    static long token(HeldNamedLock lock) {
        return lock.fencingToken().orElseThrow();
    }
}
