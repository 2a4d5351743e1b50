package io.github.portalocker.postgresql;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockRange;
import org.jspecify.annotations.Nullable;

/** How the processes that use this module name themselves to the server: {@code portalocker 4711@host}. */
final class Client {
    static final LockDomain DOMAIN = new LockDomain("POSTGRESQL");

    private static final String HOST = host();
    private static final Pattern PATTERN = Pattern.compile("portalocker (\\d{1,18})@(.*)");

    /** PostgreSQL keeps 63 bytes. */
    static final String NAME = limited("portalocker " + ProcessHandle.current().pid() + "@" + HOST, 63);

    private Client() {}

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "_");
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static String limited(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** The holder behind a connection. */
    static LockHolder holder(@Nullable String applicationName, @Nullable String address) {
        LockHolder unknown = LockHolder.of(DOMAIN, LockRange.WHOLE_FILE);
        Matcher ours = PATTERN.matcher(applicationName == null ? "" : applicationName);
        if (!ours.matches()) {
            return address == null ? unknown : unknown.withHost(address);
        }
        LockHolder known = unknown.withPid(Long.parseLong(ours.group(1)));
        return applicationName.equals(limited("portalocker " + ours.group(1) + "@" + HOST, 63))
                ? known
                : known.withHost(ours.group(2));
    }
}
