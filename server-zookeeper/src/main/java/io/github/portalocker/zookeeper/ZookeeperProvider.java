package io.github.portalocker.zookeeper;

import java.io.IOException;
import java.util.Set;

import com.google.auto.service.AutoService;
import io.github.portalocker.spi.LockServer;
import io.github.portalocker.spi.LockServerProvider;
import io.github.portalocker.spi.LockUri;

/**
 * Connects to ZooKeeper by a URI: {@code zookeeper://user:password@host1:port,host2,host3/folder?parameter=value}.
 *
 * <p>The port is 2181 where none is given, the folder {@code /portalocker}; it is created when it is missing. Parameters: {@code
 * sessionTimeout} (10 000) and {@code timeout} (5 000) in milliseconds, {@code acl} ({@code open} or {@code creator}), {@code
 * clientConfig}, a file of settings for ZooKeeper's client, such as those of TLS.
 *
 * @since 0.1.0
 */
@AutoService(LockServerProvider.class)
public final class ZookeeperProvider implements LockServerProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ZookeeperProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(ZookeeperServer.NAME);
    }

    @Override
    public LockServer connect(LockUri uri) throws IOException {
        return new ZookeeperServer(Connection.open(uri.toString(), Options.of(uri)));
    }
}
