package io.github.portalocker.internal.select;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.WeakHashMap;

import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.spi.LockBackend;
import org.jspecify.annotations.Nullable;

/** Looks for backends in class loaders: those that are registered as services, and those of ours that should be. */
final class BackendSearch {
    private static final String SERVICES_FILE = "META-INF/services/" + LockBackend.class.getName();

    /** By class loader, neither of which this keeps alive: backends refer to the class loader that loaded them. */
    private static final Map<ClassLoader, WeakReference<Backends>> FOUND = new WeakHashMap<>(); // guarded by itself

    private BackendSearch() {}

    private static final class Installed {
        static final Backends ALL =
                search(ClassLoaders.own(), ClassLoaders.describe(ClassLoaders.own()) + " (of this library)");
    }

    /** In the class loader of this library; once. */
    static Backends installed() {
        return Installed.ALL;
    }

    /** In another class loader; once, as long as the result is in use. */
    static Backends in(ClassLoader loader) {
        synchronized (FOUND) {
            WeakReference<Backends> known = FOUND.get(loader);
            Backends found = known == null ? null : known.get();
            if (found != null) {
                return found;
            }
        }
        String name = ClassLoaders.describe(loader);
        String mismatch = ClassLoaders.mismatch(loader);
        Backends found = mismatch == null
                ? search(loader, name)
                : new Backends(List.of(), List.of(), List.of(name + ", " + mismatch));
        synchronized (FOUND) { // not during the search, which runs constructors that are not ours
            FOUND.put(loader, new WeakReference<>(found));
        }
        return found;
    }

    private static Backends search(@Nullable ClassLoader loader, String name) {
        Backends registered = load(ServiceLoader.load(LockBackend.class, loader).iterator(), name);
        List<Candidate> candidates = new ArrayList<>(registered.candidates());
        List<Throwable> rejected = new ArrayList<>(registered.rejected());
        Set<String> known = new HashSet<>();
        candidates.forEach(candidate -> known.add(candidate.backend().getClass().getName()));
        for (String type : KnownBackends.CLASSES) {
            try {
                if (!known.contains(type)) {
                    find(type, loader).ifPresent(candidates::add);
                }
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                rejected.add(e);
            }
        }
        return new Backends(candidates, rejected, List.of(name));
    }

    /** Those that load and have a name. */
    static Backends load(Iterator<LockBackend> providers, String searched) {
        List<Candidate> candidates = new ArrayList<>();
        List<Throwable> rejected = new ArrayList<>();
        Services.forEach(
                providers,
                backend -> {
                    backend.name();
                    candidates.add(new Candidate(backend, null));
                },
                rejected::add);
        return new Backends(candidates, rejected, List.of(searched));
    }

    /** A backend of ours that no list of services names; empty if it is not there at all. */
    private static Optional<Candidate> find(String name, @Nullable ClassLoader loader)
            throws ReflectiveOperationException {
        Class<?> type;
        try {
            type = Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
        LockBackend backend =
                type.asSubclass(LockBackend.class).getConstructor().newInstance();
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL place = source == null ? null : source.getLocation();
        return Optional.of(new Candidate(
                backend,
                new Unavailable(
                        "its class is there" + (place == null ? "" : ", in " + place) + ", but no " + SERVICES_FILE
                                + " names it any more, as happens when several jars are packed into one and one"
                                + " such file overwrites the others",
                        "merge these files (maven-shade-plugin: ServicesResourceTransformer; Gradle shadow:"
                                + " mergeServiceFiles()), or name the backend that is to be used with -D"
                                + Selection.PROPERTY + "=NAME",
                        null)));
    }
}
