package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.NamedLocks;
import io.github.portalocker.tck.NamesContract;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of locks on names. */
final class ZookeeperContractTest implements NamesContract {
    private static TestingServer server;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    public NamedLocks connect(Path dir) throws IOException {
        return NamedLocks.connect("zookeeper://" + server.getConnectString() + "/contract/" + dir.getFileName());
    }

    @Override
    public boolean hasTokens() {
        return true;
    }
}
