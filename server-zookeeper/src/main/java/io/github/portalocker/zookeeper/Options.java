package io.github.portalocker.zookeeper;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.portalocker.spi.LockUri;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ConfigException;
import org.apache.zookeeper.common.PathUtils;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/**
 * What a URI says.
 *
 * @param hosts as ZooKeeper wants them
 * @param root the node below which the locks are
 * @param session how long the servers keep the locks of a client that they do not hear from
 * @param timeout how long an answer may take
 * @param owned whether only the user who made a node may use it
 * @param credentials user and password; empty for none
 * @param clientConfig a file of settings for ZooKeeper's client; null for the system properties
 */
record Options(
        String hosts,
        String root,
        Duration session,
        Duration timeout,
        boolean owned,
        Optional<String> credentials,
        @Nullable Path clientConfig) {

    private static final String SESSION = "sessionTimeout";
    private static final String TIMEOUT = "timeout";
    private static final String ACL = "acl";
    private static final String CLIENT_CONFIG = "clientConfig";
    private static final String FORM = "write zookeeper://host1:port,host2,host3/folder";

    static Options of(LockUri uri) {
        uri.requireParameters(Set.of(SESSION, TIMEOUT, ACL, CLIENT_CONFIG));
        Optional<String> credentials = credentials(uri);
        return new Options(
                hosts(uri),
                root(uri.path()),
                millis(uri, SESSION, 10_000),
                millis(uri, TIMEOUT, 5_000),
                isOwned(uri, credentials.isPresent()),
                credentials,
                clientConfig(uri));
    }

    private static String hosts(LockUri uri) {
        if (uri.hosts().isEmpty()) {
            throw new IllegalArgumentException("there is no host; " + FORM);
        }
        String hosts = String.join(",", uri.hosts());
        try {
            boolean valid =
                    new ConnectStringParser(hosts).getServerAddresses().stream().allMatch(each -> each.getPort() > 0);
            if (valid) {
                return hosts;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + hosts + "' is no list of hosts and ports; " + FORM, e);
        }
        throw new IllegalArgumentException("a port is not between 1 and 65535 in '" + hosts + "'; " + FORM);
    }

    private static String root(String path) {
        String root = path.isEmpty() || path.equals("/") ? "/portalocker" : path;
        try {
            PathUtils.validatePath(root);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + root + "' is no path of ZooKeeper: " + e.getMessage(), e);
        }
        if (root.equals("/zookeeper") || root.startsWith("/zookeeper/")) {
            throw new IllegalArgumentException("'" + root + "' belongs to ZooKeeper itself; choose another folder");
        }
        return root;
    }

    private static Duration millis(LockUri uri, String name, int otherwise) {
        String text = uri.parameters().getOrDefault(name, String.valueOf(otherwise));
        if (!text.matches("[0-9]{3,7}")) {
            throw new IllegalArgumentException(
                    "the parameter " + name + " must be a number of milliseconds between 100 and 9999999");
        }
        return Duration.ofMillis(Long.parseLong(text));
    }

    private static Optional<String> credentials(LockUri uri) {
        if (uri.user().isPresent() != uri.password().isPresent()) {
            throw new IllegalArgumentException(
                    "there is a user without a password, or the reverse; write zookeeper://user:password@host/folder");
        }
        return uri.user().map(user -> user + ":" + uri.password().orElseThrow());
    }

    private static boolean isOwned(LockUri uri, boolean otherwise) {
        String text = uri.parameters().getOrDefault(ACL, otherwise ? "creator" : "open");
        return switch (text) {
            case "creator" -> true;
            case "open" -> false;
            default -> throw new IllegalArgumentException("the parameter acl must be open or creator");
        };
    }

    private static @Nullable Path clientConfig(LockUri uri) {
        String text = uri.parameters().get(CLIENT_CONFIG);
        if (text == null) {
            return null;
        }
        try {
            Path file = Path.of(text);
            if (Files.isReadable(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the parameter clientConfig names no file: " + text, e);
        }
        throw new IllegalArgumentException("the parameter clientConfig names no file that can be read: " + text);
    }

    List<ACL> acl() {
        return owned ? ZooDefs.Ids.CREATOR_ALL_ACL : ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    byte[] digest() {
        return credentials.orElseThrow().getBytes(StandardCharsets.UTF_8);
    }

    /** With the settings of the system properties, which those of the file come before. */
    ZKClientConfig newClientConfig() {
        try {
            ZKClientConfig config = clientConfig == null ? new ZKClientConfig() : new ZKClientConfig(clientConfig);
            if (config.getProperty(ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT) == null) {
                // Otherwise a server that says nothing would keep a thread that closes the session for all its time.
                config.setProperty(ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT, String.valueOf(timeout.toMillis()));
            }
            return config;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    "the settings in " + clientConfig + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** For messages; the record's own would show the password. */
    @Override
    public String toString() {
        return hosts + root;
    }
}
