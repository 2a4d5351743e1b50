package io.github.portalocker.zookeeper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.portalocker.Capability;
import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.LockServer;
import org.apache.zookeeper.Version;

/** The locks below one node, as one client. */
final class ZookeeperServer implements LockServer {
    static final String NAME = "zookeeper";

    private final Connection connection;

    ZookeeperServer(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<LockDomain> domains() {
        return Set.of(Client.DOMAIN);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KERNEL_WAIT);
    }

    @Override
    public LockHandle open(String name) {
        return new ZookeeperHandle(connection, name, Folder.of(connection.options.root(), name));
    }

    @Override
    public List<LockHolder> holders(String name, Duration limit) {
        return clients(name, limit, Line::holders);
    }

    @Override
    public List<LockHolder> waiters(String name, Duration limit) {
        return clients(name, limit, Line::waiters);
    }

    private List<LockHolder> clients(String name, Duration limit, Function<Line, List<Line.Place>> which) {
        long end = System.nanoTime() + limit.toNanos();
        String folder = Folder.of(connection.options.root(), name);
        Session session = connection.session();
        Answer<List<String>> nodes = Uninterruptibly.get(session.children(folder, true), limit.toNanos());
        if (nodes == null || !nodes.isOk()) {
            return List.of();
        }
        List<Line.Place> places = which.apply(new Line(nodes.get()));
        List<CompletableFuture<Answer<byte[]>>> asked = new ArrayList<>();
        for (Line.Place place : places) {
            asked.add(session.data(folder + "/" + place.node(), null));
        }
        List<LockHolder> found = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Answer<byte[]> data = Uninterruptibly.get(asked.get(i), end - System.nanoTime());
            if (data != null && data.isOk()) {
                found.add(Client.holder(data.get(), places.get(i).mode()));
            }
        }
        return found;
    }

    @Override
    public Map<String, String> facts() {
        Options options = connection.options;
        int millis = connection.session().millis();
        Map<String, String> facts = new LinkedHashMap<>();
        ServerVersion.of(options.hosts()).ifPresent(version -> facts.put("server", "ZooKeeper " + version));
        facts.put("driver", "ZooKeeper " + Version.getVersion());
        facts.put("session", millis + " ms; " + options.session().toMillis() + " ms were asked for");
        facts.put(
                "a cut is known",
                "to the holder after " + TimeUnit.NANOSECONDS.toMillis(LeaseClock.nanos(millis))
                        + " ms at the latest, to the servers after " + millis + " ms or later");
        facts.put("nodes", "below " + options.root() + ", open to " + (options.owned() ? "this user" : "all"));
        facts.put("tokens", "of the transactions that make the nodes");
        return facts;
    }

    @Override
    public void close() {
        connection.close();
    }
}
