package io.github.portalocker.spi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where locks on names are kept: {@code scheme://user:password@host1:port1,host2/path?key=value&key=value}.
 *
 * <p>Unlike {@link java.net.URI}, it knows several hosts. Its text form never shows a password: {@link #toString()} may be logged.
 * User, password, path and parameters are decoded.
 *
 * @since 0.1.0
 */
public final class LockUri {
    private static final String HIDDEN = "***";

    /** Parts of the names of parameters whose values are not shown. */
    private static final List<String> SECRETS = List.of("password", "secret", "token", "auth", "digest", "credential");

    private final String scheme;
    private final String user;
    private final String password;
    private final List<String> hosts;
    private final String path;
    private final Map<String, String> parameters;

    private LockUri(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || !text.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
            throw new IllegalArgumentException(
                    "no scheme is before a colon; write zookeeper://host/path or file:/absolute/path");
        }
        scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 1);
        int mark = rest.indexOf('?');
        parameters = mark < 0 ? Map.of() : parameters(rest.substring(mark + 1));
        String place = mark < 0 ? rest : rest.substring(0, mark);
        if (!place.startsWith("//")) {
            user = "";
            password = "";
            hosts = List.of();
            path = decoded(place);
            return;
        }
        int slash = place.indexOf('/', 2);
        String authority = slash < 0 ? place.substring(2) : place.substring(2, slash);
        path = slash < 0 ? "" : decoded(place.substring(slash));
        int at = authority.lastIndexOf('@');
        String credentials = at < 0 ? "" : authority.substring(0, at);
        int separator = credentials.indexOf(':');
        user = decoded(separator < 0 ? credentials : credentials.substring(0, separator));
        password = separator < 0 ? "" : decoded(credentials.substring(separator + 1));
        String names = authority.substring(at + 1);
        hosts = names.isEmpty() ? List.of() : List.copyOf(Arrays.asList(names.split(",", -1)));
        if (hosts.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a host is empty in '" + names + "'");
        }
    }

    /**
     * {@return the parts of a URI}
     *
     * @param text the URI
     * @throws IllegalArgumentException if it has no scheme, or cannot be decoded; the message does not show the URI
     */
    public static LockUri parse(String text) {
        return new LockUri(text);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
            if (!name.isEmpty() && found.put(name, value) != null) {
                throw new IllegalArgumentException("the parameter " + name + " is there twice");
            }
        }
        return Collections.unmodifiableMap(found);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** {@return the scheme in small letters} */
    public String scheme() {
        return scheme;
    }

    /** {@return the user; empty if there is none} */
    public Optional<String> user() {
        return user.isEmpty() ? Optional.empty() : Optional.of(user);
    }

    /** {@return the password; empty if there is none} */
    public Optional<String> password() {
        return password.isEmpty() ? Optional.empty() : Optional.of(password);
    }

    /** {@return the hosts, each with its port if one is given, as they are written} */
    public List<String> hosts() {
        return hosts;
    }

    /** {@return what follows the hosts, from its slash on, or, without {@code //}, the scheme; may be empty} */
    public String path() {
        return path;
    }

    /** {@return the parameters, in their order} */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * Refuses parameters that are not known: one that is misspelled would have no effect.
     *
     * @param known all that are
     * @throws IllegalArgumentException if there is another one
     */
    public void requireParameters(Set<String> known) {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no parameter " + name + " for " + scheme
                        + ":; those known are: " + known.stream().sorted().toList());
            }
        }
    }

    /** For messages: without passwords. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scheme).append(':');
        if (!hosts.isEmpty() || !user.isEmpty()) {
            text.append("//");
            if (!user.isEmpty()) {
                text.append(user).append(password.isEmpty() ? "@" : ":" + HIDDEN + "@");
            }
            text.append(String.join(",", hosts));
        }
        text.append(path);
        char separator = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            text.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(isSecret(parameter.getKey()) ? HIDDEN : parameter.getValue());
            separator = '&';
        }
        return text.toString();
    }

    private static boolean isSecret(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return SECRETS.stream().anyMatch(small::contains);
    }
}
