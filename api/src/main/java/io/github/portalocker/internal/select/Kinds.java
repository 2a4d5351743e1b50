package io.github.portalocker.internal.select;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.github.portalocker.LockDomain;
import io.github.portalocker.spi.LockBackend;

/**
 * What users may ask for in place of a name: a kind of lock, by the programs that it excludes.
 *
 * <p>Where the system has no such lock, another one that excludes the same programs will do: on systems with one domain of
 * locks, all do.
 */
final class Kinds {
    private static final Map<String, Set<LockDomain>> EXCLUDED = Map.of(
            "flock", Set.of(LockDomain.FLOCK),
            "ofd", Set.of(LockDomain.RECORD),
            "universal", Set.of(LockDomain.FLOCK, LockDomain.RECORD));

    private Kinds() {}

    static boolean isKind(String name, Backends backends) {
        return EXCLUDED.containsKey(name)
                || backends.candidates().stream()
                        .anyMatch(candidate -> candidate.backend().kind().equals(name));
    }

    /** The best one of a kind that works here, or that excludes the same programs without being a portable fallback. */
    static Optional<Candidate> best(String kind, Backends backends) {
        return first(backends, candidate -> candidate.backend().kind().equals(kind))
                .or(() -> first(backends, candidate -> standsFor(kind, candidate.backend())));
    }

    private static boolean standsFor(String kind, LockBackend backend) {
        Set<LockDomain> excluded = EXCLUDED.getOrDefault(kind, Set.of());
        boolean excludesAll = backend.domains().contains(LockDomain.WINDOWS)
                ? kind.equals("universal")
                : backend.domains().containsAll(excluded);
        return !excluded.isEmpty() && excludesAll && backend.priority() >= Backends.LOWEST_NATIVE_PRIORITY;
    }

    private static Optional<Candidate> first(Backends backends, Predicate<Candidate> test) {
        return backends.candidates().stream()
                .filter(test)
                .filter(candidate -> candidate.availability().isAvailable())
                .findFirst();
    }
}
