package io.github.portalocker.internal;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.portalocker.LockDomain;
import io.github.portalocker.Waiting;
import io.github.portalocker.spi.OpenOptions;

/**
 * How a locker locks, apart from its backend.
 *
 * @param permissions of files that have to be created
 * @param reopensIfReplaced whether a {@code LockFile} follows its path
 * @param waiting how threads wait for other processes
 * @param namesHolders whether timeouts name the holders
 */
public record Settings(
        Set<PosixFilePermission> permissions, boolean reopensIfReplaced, Waiting waiting, boolean namesHolders) {
    /** For holders of a lock, on a machine with very many processes or open files, or on a server that does not answer. */
    public static final Duration LONGEST_SEARCH = Duration.ofSeconds(1);

    /** What the system properties say, read once for each locker. */
    public static Settings ofProperties() {
        return new Settings(
                property("permissions", PosixFilePermissions::fromString).orElse(OpenOptions.DEFAULT.permissions()),
                property("reopen-if-replaced", Settings::parseBoolean).orElse(false),
                property("wait", Settings::parseWaiting).orElse(Waiting.KERNEL),
                property("holders", Settings::parseSwitch).orElse(true));
    }

    /** The domains that a chosen backend must exclude, by the system property. */
    public static Set<LockDomain> excludedByProperty() {
        return property("excludes", Settings::parseDomains).orElse(Set.of());
    }

    private static Set<LockDomain> parseDomains(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(LockDomain::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Waiting parseWaiting(String text) {
        return switch (text) {
            case "kernel" -> Waiting.KERNEL;
            case "poll" -> Waiting.POLL;
            default -> throw new IllegalArgumentException("kernel or poll");
        };
    }

    private static boolean parseSwitch(String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("on or off");
        };
    }

    private static boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    /** A value that is no value of the setting is an error, not a default that the user did not want. */
    private static <T> Optional<T> property(String name, Function<String, T> parser) {
        String property = "portalocker." + name;
        String text = System.getProperty(property);
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text.strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the system property " + property + " is '" + text + "'; it must be " + allowed(name, e), e);
        }
    }

    private static String allowed(String name, IllegalArgumentException reason) {
        return name.equals("permissions") ? "of the form rw-rw----" : String.valueOf(reason.getMessage());
    }
}
