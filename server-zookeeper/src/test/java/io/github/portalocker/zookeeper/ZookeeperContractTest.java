package io.github.portalocker.zookeeper;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

import io.github.portalocker.tck.ServerContract;

/** The contract of locks on names, and of servers. */
final class ZookeeperContractTest extends OneServer implements ServerContract {
    private static String root(Path dir) {
        return "/contract/" + dir.getFileName();
    }

    @Override
    public String uri(Path dir) {
        return "zookeeper://" + server.getConnectString() + root(dir);
    }

    @Override
    public String impatientUri(Path dir) {
        return uri(dir) + "?sessionTimeout=2000&timeout=3000";
    }

    @Override
    public int port() {
        return server.getPort();
    }

    private static List<String> line(Path dir) throws Exception {
        return inspector.nodes(root(dir), ServerContract.NAME);
    }

    /** Of the first of the line. */
    @Override
    public void endSessions(Path dir) throws Exception {
        Comparator<String> byNumber = Comparator.comparing(node -> node.substring(node.length() - 10));
        inspector.endSessionOf(line(dir).stream().min(byNumber).orElseThrow());
    }

    @Override
    public int entries(Path dir) throws Exception {
        return line(dir).size();
    }

    @Override
    public void stopServer() throws Exception {
        server.stop();
    }

    @Override
    public void startServer() throws Exception {
        server.restart();
    }
}
