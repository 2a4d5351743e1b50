package io.github.portalocker.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.github.portalocker.BackendUnavailableException;
import io.github.portalocker.spi.Availability;
import io.github.portalocker.spi.Availability.NotForThisPlatform;
import io.github.portalocker.spi.Availability.Unavailable;
import io.github.portalocker.spi.LockBackend;

/** Chooses a backend, and says why when it cannot. */
public final class Selection {
    /** The system property that names the backend to use. */
    public static final String PROPERTY = "portalocker.backend";

    private static final Logger LOGGER = System.getLogger("io.github.portalocker");
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private final Backends backends;

    /** Chooses among these. */
    public Selection(Backends backends) {
        this.backends = backends;
    }

    /** The backend of that name; without one, of the system property; without that, the best one. */
    public LockBackend select(Optional<String> name) {
        Optional<String> wanted = name.or(() -> Optional.ofNullable(System.getProperty(PROPERTY))
                .map(String::strip)
                .filter(text -> !text.isEmpty()));
        LockBackend chosen = wanted.map(this::named).orElseGet(this::best);
        LOGGER.log(Level.DEBUG, () -> "chose backend " + chosen.name() + " of:" + list());
        return chosen;
    }

    private LockBackend named(String name) {
        LockBackend backend = backends.usable().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BackendUnavailableException(
                        "there is no lock backend named '" + name + "'; installed are:" + list()));
        if (!backend.availability().isAvailable()) {
            throw new BackendUnavailableException(
                    "the lock backend '" + name + "' cannot be used here; installed are:" + list());
        }
        return backend;
    }

    private LockBackend best() {
        LockBackend meant = null;
        LockBackend best = null;
        for (LockBackend backend : backends.usable()) {
            Availability availability = backend.availability();
            if (meant == null && !(availability instanceof NotForThisPlatform)) {
                meant = backend;
            }
            if (availability.isAvailable()) {
                best = backend;
                break;
            }
        }
        if (meant == null || best == null) {
            throw new BackendUnavailableException(
                    "no lock backend can be used here; add one (portalocker-backend-posix, -windows or -nio) to the class path"
                            + " or module path, or mend one; installed are:" + list());
        }
        if (Collections.disjoint(meant.domains(), best.domains())) {
            throw new BackendUnavailableException("the lock backend '" + meant.name()
                    + "', which is meant for this system, is"
                    + " unavailable, and '" + best.name() + "' does not exclude the same programs (" + best.domains()
                    + " instead of " + meant.domains() + "), so it is not chosen silently. Mend '" + meant.name()
                    + "', or accept the other one with -D" + PROPERTY + "=" + best.name() + ". Installed are:"
                    + list());
        }
        if (!backends.rejected().isEmpty() && best.priority() < Backends.LOWEST_NATIVE_PRIORITY) {
            throw new BackendUnavailableException(
                    "a lock backend failed to load, and nobody can tell whether the fallback '"
                            + best.name()
                            + "' excludes the same programs, so it is not chosen silently. Mend or remove the one"
                            + " that failed, or accept the fallback with -D" + PROPERTY + "=" + best.name()
                            + ". Installed are:"
                            + list());
        }
        if (best != meant && WARNED.compareAndSet(false, true)) {
            LOGGER.log(
                    Level.WARNING,
                    "the lock backend ''{0}'' is unavailable, using ''{1}'', which excludes programs in {2}:{3}",
                    meant.name(),
                    best.name(),
                    best.domains(),
                    list());
        }
        return best;
    }

    /** A line for each backend. */
    private String list() {
        return backends.describe().stream()
                .map(info -> "\n  " + info.name() + " " + info.domains() + ": " + describe(info.availability()))
                .collect(Collectors.joining());
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
