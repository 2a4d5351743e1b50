package io.github.portalocker.internal.select;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.portalocker.Availability;
import io.github.portalocker.Availability.NotForThisPlatform;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.BackendInfo;
import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.LockDomain;
import io.github.portalocker.internal.log.Log;
import io.github.portalocker.spi.LockBackend;

/** Chooses a backend, and says why when it cannot. */
public final class Selection {
    /** The system property that names the backend to use. */
    public static final String PROPERTY = "portalocker.backend";

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private final Backends first;
    private final Supplier<Backends> all;

    /** Chooses among the first ones or, when they are not enough to be sure, among all. */
    Selection(Backends first, Supplier<Backends> all) {
        this.first = first;
        this.all = all;
    }

    /**
     * A choice.
     *
     * @param backend the backend
     * @param forAllThreads whether every thread of this JVM would get the same, whatever its context class loader is
     */
    public record Choice(LockBackend backend, boolean forAllThreads) {}

    /** Chooses among what is installed beside this library and, if need be, what the context class loader shows. */
    public static Selection forThisThread() {
        return new Selection(Backends.installed(), Backends::seenByThisThread);
    }

    /** Chooses among what a class loader shows. */
    public static Selection in(ClassLoader loader) {
        Backends backends = BackendSearch.in(loader);
        return new Selection(backends, () -> backends);
    }

    /** That one, if it works here. */
    public static LockBackend only(LockBackend backend) {
        if (!backend.availability().isAvailable()) {
            throw new BackendUnavailableException("the lock backend '" + backend.name() + "' cannot be used here: "
                    + describe(backend.availability()));
        }
        return backend;
    }

    /**
     * The backend of that name or kind; without one, of the system property; without that, the best one.
     *
     * @param excluded the domains in which it must exclude other programs
     */
    public Choice select(Optional<String> name, Set<LockDomain> excluded) {
        Optional<String> wanted = name.or(() -> Optional.ofNullable(System.getProperty(PROPERTY))
                .map(String::strip)
                .filter(text -> !text.isEmpty()));
        boolean enough = wanted.map(text ->
                        first.named(text).isPresent() || Kinds.best(text, first).isPresent())
                .orElseGet(first::hasNative);
        Backends backends = enough ? first : all.get();
        LockBackend chosen = wanted.map(text -> named(text, backends)).orElseGet(() -> best(backends, excluded));
        if (!chosen.domains().containsAll(excluded)) {
            throw new BackendUnavailableException("the lock backend '" + chosen.name() + "' excludes programs in "
                    + chosen.domains() + ", not in all of " + excluded + " as was asked for; name another one, or none"
                    + list(backends));
        }
        Log.debug(() -> "chose backend " + chosen.name() + list(backends));
        return new Choice(chosen, enough);
    }

    /** A name is an explicit wish, which no obstacle keeps from being granted. */
    private static LockBackend named(String name, Backends backends) {
        Optional<Candidate> exact = backends.named(name);
        if (exact.isEmpty() && Kinds.isKind(name, backends)) {
            return Kinds.best(name, backends)
                    .orElseThrow(() -> new BackendUnavailableException("no lock backend of the kind '" + name
                            + "', or one that excludes the same programs, can be used here" + list(backends)))
                    .backend();
        }
        LockBackend backend = exact.orElseThrow(() -> new BackendUnavailableException(
                        "there is no lock backend named '" + name + "'" + list(backends)))
                .backend();
        if (!backend.availability().isAvailable()) {
            throw new BackendUnavailableException("the lock backend '" + name + "' cannot be used here: "
                    + describe(backend.availability()) + list(backends));
        }
        return backend;
    }

    private static LockBackend best(Backends backends, Set<LockDomain> excluded) {
        if (!excluded.isEmpty()) {
            Backends able = backends.excluding(excluded);
            if (able.candidates().isEmpty()) {
                throw new BackendUnavailableException(
                        "no lock backend excludes programs in all of " + excluded + list(backends));
            }
            return best(able);
        }
        return best(backends);
    }

    private static LockBackend best(Backends backends) {
        Candidate meant = null;
        Candidate best = null;
        for (Candidate candidate : backends.candidates()) {
            Availability availability = candidate.availability();
            if (meant == null && !(availability instanceof NotForThisPlatform)) {
                meant = candidate;
            }
            if (availability.isAvailable()) {
                best = candidate;
                break;
            }
        }
        if (meant == null) {
            throw new BackendUnavailableException(
                    "no lock backend can be used here; add one (portalocker-backend-posix, -windows or -nio) to the class path"
                            + " or module path, or fix one"
                            + list(backends));
        }
        if (best == null) {
            throw new BackendUnavailableException(unavailable(meant) + list(backends));
        }
        if (Collections.disjoint(meant.backend().domains(), best.backend().domains())) {
            throw new BackendUnavailableException(unavailable(meant) + ". '" + best.name()
                    + "' does not exclude the same programs (" + best.backend().domains() + " instead of "
                    + meant.backend().domains() + "), so it is not chosen silently; to accept it, name it with -D"
                    + PROPERTY + "=" + best.name()
                    + list(backends));
        }
        if (!backends.rejected().isEmpty() && best.backend().priority() < Backends.LOWEST_NATIVE_PRIORITY) {
            throw new BackendUnavailableException(
                    "a lock backend failed to load. It is not known whether the fallback '"
                            + best.name()
                            + "' excludes the same programs, so it is not chosen silently. Fix or remove the one"
                            + " that failed, or accept the fallback with -D" + PROPERTY + "=" + best.name()
                            + list(backends));
        }
        if (best.backend() != meant.backend() && WARNED.compareAndSet(false, true)) {
            warn(meant, best, backends);
        }
        return best.backend();
    }

    private static void warn(Candidate meant, Candidate best, Backends backends) {
        Log.warn(
                () -> unavailable(meant) + ". Using '" + best.name() + "', which excludes programs in "
                        + best.backend().domains() + list(backends),
                null);
    }

    private static String unavailable(Candidate meant) {
        return "the lock backend '" + meant.name() + "', which is meant for this system, is "
                + describe(meant.availability());
    }

    /** The end of a message: where backends were looked for, and a line for each; what is wrong with several is told once. */
    private static String list(Backends backends) {
        StringBuilder text = new StringBuilder(". Class loaders searched: ")
                .append(String.join("; ", backends.searched()))
                .append(". Installed are:");
        Set<String> troubles = new HashSet<>();
        List<BackendInfo> infos = backends.describe();
        for (BackendInfo info : infos) {
            String state = describe(info.availability());
            boolean known = info.availability() instanceof Unavailable && !troubles.add(state);
            text.append("\n  ")
                    .append(info.name())
                    .append(' ')
                    .append(info.domains())
                    .append(": ")
                    .append(known ? "unavailable for the same reason" : state);
        }
        return infos.isEmpty() ? text.append(" none").toString() : text.toString();
    }

    private static String describe(Availability availability) {
        if (availability instanceof NotForThisPlatform other) {
            return "not for this platform: " + other.reason();
        }
        if (availability instanceof Unavailable unavailable) {
            return "unavailable: " + unavailable.reason() + "; " + unavailable.remedy();
        }
        return "available";
    }
}
