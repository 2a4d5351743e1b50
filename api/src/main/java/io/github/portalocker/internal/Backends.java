package io.github.portalocker.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

import io.github.portalocker.BackendInfo;
import io.github.portalocker.spi.Availability.Unavailable;
import io.github.portalocker.spi.LockBackend;

/**
 * The backends that {@link ServiceLoader} finds from the class loader of this library.
 *
 * @param usable those that loaded, best first; whether they work here is another question
 * @param rejected the failures of those that did not load
 */
public record Backends(List<LockBackend> usable, List<Throwable> rejected) {

    /** The portable fallbacks' end of the scale in {@link LockBackend#priority()}. */
    static final int LOWEST_NATIVE_PRIORITY = 100;

    private static final int MOST_PROVIDERS = 1_000;

    /** Sorts the backends. */
    public Backends {
        usable = usable.stream()
                .sorted(Comparator.comparingInt(LockBackend::priority)
                        .reversed()
                        .thenComparing(LockBackend::name))
                .toList();
        rejected = List.copyOf(rejected);
    }

    private static final class Installed {
        static final Backends ALL = load(ServiceLoader.load(LockBackend.class, LockBackend.class.getClassLoader())
                .iterator());
    }

    /** What is installed; looked up once. */
    public static Backends installed() {
        return Installed.ALL;
    }

    /**
     * Iterates with both steps guarded.
     *
     * <p>A provider compiled for a later Java, or whose superclass is missing, throws a raw {@link LinkageError} already
     * out of {@code hasNext()} on the class path; the next call goes on with the next provider.
     */
    static Backends load(Iterator<LockBackend> providers) {
        List<LockBackend> usable = new ArrayList<>();
        List<Throwable> rejected = new ArrayList<>();
        for (int i = 0; i < MOST_PROVIDERS; i++) { // a broken iterator must not keep us here for ever
            try {
                if (!providers.hasNext()) {
                    break;
                }
                LockBackend backend = providers.next();
                backend.name();
                usable.add(backend);
            } catch (ServiceConfigurationError | LinkageError e) {
                rejected.add(e);
            }
        }
        return new Backends(usable, rejected);
    }

    /** All of them, as users see them. */
    public List<BackendInfo> describe() {
        List<BackendInfo> infos = new ArrayList<>();
        for (LockBackend backend : usable) {
            infos.add(new BackendInfo(
                    backend.name(),
                    backend.priority(),
                    backend.domains(),
                    backend.capabilities(),
                    backend.availability()));
        }
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

    static String reason(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            text.append("; caused by ").append(cause);
        }
        return text.toString();
    }
}
