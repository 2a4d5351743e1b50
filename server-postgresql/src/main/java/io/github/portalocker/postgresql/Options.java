package io.github.portalocker.postgresql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import io.github.portalocker.spi.LockUri;
import org.postgresql.PGProperty;

/**
 * What can be set in the URI.
 *
 * @param heartbeat how often the connection of a held lock is asked whether it is still there
 * @param timeout how long an answer may take
 * @param sequence that the fencing tokens are taken from
 */
record Options(Duration heartbeat, Duration timeout, String sequence) {
    static final Options DEFAULT = new Options(Duration.ofSeconds(2), Duration.ofSeconds(2), "portalocker_token");

    private static final String HEARTBEAT = "heartbeat";
    private static final String TIMEOUT = "timeout";
    private static final String SEQUENCE = "sequence";
    private static final Set<String> OWN = Set.of(HEARTBEAT, TIMEOUT, SEQUENCE);

    /** The server gives up a connection that does not answer after 11 seconds: its holder must know before. */
    private static final long MOST_MILLIS = 8_000;

    Options {
        if (heartbeat.toMillis() < 100
                || timeout.toMillis() < 100
                || heartbeat.plus(timeout).toMillis() > MOST_MILLIS) {
            throw new IllegalArgumentException("heartbeat and timeout must be 100 milliseconds at least, and "
                    + MOST_MILLIS + " together at most, because the server gives the locks of a connection to others "
                    + Session.SERVER_PATIENCE_SECONDS + " seconds after it was cut");
        }
        if (!sequence.matches("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?")) {
            throw new IllegalArgumentException("the name of the sequence must be of the form name or schema.name");
        }
    }

    /** From the parameters that are not those of the driver. */
    static Options of(LockUri uri) {
        Set<String> known = new TreeSet<>(OWN);
        for (PGProperty property : PGProperty.values()) {
            known.add(property.getName());
        }
        uri.requireParameters(known);
        return new Options(
                millis(uri, HEARTBEAT, DEFAULT.heartbeat),
                millis(uri, TIMEOUT, DEFAULT.timeout),
                uri.parameters().getOrDefault(SEQUENCE, DEFAULT.sequence));
    }

    private static Duration millis(LockUri uri, String name, Duration otherwise) {
        String text = uri.parameters().get(name);
        try {
            return text == null ? otherwise : Duration.ofMillis(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the parameter " + name + " must be a number of milliseconds", e);
        }
    }

    /** The URL of the driver. */
    static String url(LockUri uri) {
        List<String> hosts = new ArrayList<>(uri.hosts());
        if (hosts.isEmpty() || uri.path().length() < 2 || uri.path().indexOf('/', 1) > 0) {
            throw new IllegalArgumentException("write postgresql://user:password@host:port/database");
        }
        return "jdbc:postgresql://" + String.join(",", hosts) + "/"
                + java.net.URLEncoder.encode(uri.path().substring(1), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The settings of the driver. */
    static Properties properties(LockUri uri) {
        Properties properties = new Properties();
        uri.parameters().forEach((name, value) -> {
            if (!OWN.contains(name)) {
                properties.setProperty(name, value);
            }
        });
        uri.user().ifPresent(user -> PGProperty.USER.set(properties, user));
        uri.password().ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
        return properties;
    }
}
