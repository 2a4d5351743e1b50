package io.github.portalocker.internal.select;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.BackendInfo;
import io.github.portalocker.LockDomain;
import io.github.portalocker.spi.LockBackend;

/**
 * The backends that class loaders show.
 *
 * @param candidates those that loaded, best first; whether they work here is another question
 * @param rejected the failures of those that did not load, each once
 * @param searched the class loaders, for messages
 */
public record Backends(List<Candidate> candidates, Collection<Throwable> rejected, List<String> searched) {

    /** The portable fallbacks' end of the scale in {@link LockBackend#priority()}. */
    static final int LOWEST_NATIVE_PRIORITY = 100;

    /** Sorts the backends. */
    public Backends {
        candidates = candidates.stream()
                .sorted(Comparator.comparingInt(
                                (Candidate candidate) -> candidate.backend().priority())
                        .reversed()
                        .thenComparing(Candidate::name))
                .toList();
        Map<String, Throwable> failures = new LinkedHashMap<>();
        rejected.forEach(failure -> failures.putIfAbsent(root(failure).toString(), failure));
        rejected = List.copyOf(failures.values());
        searched = List.copyOf(searched);
    }

    /** What the class loader of this library shows; looked up once. */
    public static Backends installed() {
        return BackendSearch.installed();
    }

    /**
     * What the class loader of this library shows, and what the context class loader of this thread shows besides.
     *
     * <p>Where the first shows none, the others take their place. Otherwise they are not chosen silently, because other
     * threads would not find them; but they are known, so that no other lock is taken silently in their place.
     */
    public static Backends seenByThisThread() {
        ClassLoader context = ClassLoaders.context();
        return context == null ? installed() : installed().with(BackendSearch.in(context));
    }

    private Backends with(Backends context) {
        String place = String.join(", ", context.searched);
        Unavailable elsewhere = new Unavailable(
                "the class loader of this library does not show it, but the context class loader of this thread does: "
                        + place,
                "install it beside portalocker-api, or choose that class loader with FileLocker.builder().classLoader(...)",
                null);
        Set<Class<?>> here = candidates.stream()
                .map(candidate -> candidate.backend().getClass())
                .collect(Collectors.toSet());
        boolean inTheirPlace = usable().isEmpty();
        Stream<Candidate> more = context.candidates.stream()
                .filter(candidate -> !here.contains(candidate.backend().getClass()))
                .map(candidate -> inTheirPlace || candidate.obstacle() != null
                        ? candidate
                        : new Candidate(candidate.backend(), elsewhere));
        return new Backends(
                Stream.concat(candidates.stream(), more).toList(),
                Stream.concat(rejected.stream(), context.rejected.stream()).toList(),
                Stream.concat(searched.stream(), Stream.of(place + " (context of the thread)"))
                        .toList());
    }

    /** Those that can be chosen without being named, if they work here. */
    public List<LockBackend> usable() {
        return candidates.stream()
                .filter(candidate -> candidate.obstacle() == null)
                .map(Candidate::backend)
                .toList();
    }

    /** Whether there is one for this system that is more than a portable fallback. */
    boolean hasNative() {
        return usable().stream()
                .anyMatch(backend -> backend.priority() >= LOWEST_NATIVE_PRIORITY
                        && !(backend.availability() instanceof NotForThisPlatform));
    }

    Optional<Candidate> named(String name) {
        return candidates.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst();
    }

    /** Those that exclude the programs of all these domains; what did not load may be one of them. */
    Backends excluding(Set<LockDomain> domains) {
        return new Backends(
                candidates.stream()
                        .filter(candidate -> candidate.backend().domains().containsAll(domains))
                        .toList(),
                rejected,
                searched);
    }

    /** All of them, as users see them. */
    public List<BackendInfo> describe() {
        List<BackendInfo> infos = new ArrayList<>();
        candidates.forEach(candidate -> infos.add(candidate.describe()));
        for (Throwable failure : rejected) {
            infos.add(new BackendInfo(
                    "(failed to load)",
                    0,
                    Set.of(),
                    Set.of(),
                    new Unavailable(
                            reason(failure),
                            "use a version of this backend made for this Java, or remove it",
                            failure)));
        }
        return infos;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String reason(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            text.append("; caused by ").append(cause);
        }
        return text.toString();
    }
}
