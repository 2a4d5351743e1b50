package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

import io.github.portalocker.spi.LockBackend;

/** Whether a file has an access control list, which Java cannot tell on POSIX systems; native backends can. */
final class AccessControlLists {
    private static final String ALTERNATIVE = "or remove it (setfacl -b)";

    private static final int MOST_PROVIDERS = 1_000;

    /** Backends from the class loader of this library, by their names. */
    private static final Map<String, LockBackend> FOUND = new ConcurrentHashMap<>();

    private AccessControlLists() {}

    /**
     * Refuses a file whose list would get lost: the bits of the group are then the mask of the list, which lets in more than the
     * list does (acl(5)).
     *
     * @param backend the one that locks
     * @param access of the file
     * @param file the one with the list, or the new one, which can have got a list from its directory
     */
    static void refuse(String backend, Access access, Path file) throws IOException, Obstacle {
        if ((access.mode() & 070) == 0) {
            return; // the mask of a list allows nothing either
        }
        Optional<Boolean> has = ask(backend, file);
        if (has.isEmpty() && access.groupMayMoreThanOthers()) {
            throw new Obstacle(
                    "its group may do more than others, and backend " + backend
                            + " cannot tell whether an access control list limits that",
                    "add portalocker-backend-posix",
                    null);
        }
        if (has.orElse(false)) {
            throw new Obstacle(
                    "a new file would not have its access control list, and could be read by others",
                    ALTERNATIVE,
                    null);
        }
    }

    private static Optional<Boolean> ask(String name, Path file) throws IOException {
        LockBackend backend = FOUND.get(name);
        if (backend == null) {
            Optional<LockBackend> found = find(name, LockBackend.class.getClassLoader());
            if (found.isEmpty()) {
                found = find(name, Thread.currentThread().getContextClassLoader()); // of an application, not to be kept
            } else {
                FOUND.put(name, found.get());
            }
            if (found.isEmpty()) {
                return Optional.empty();
            }
            backend = found.get();
        }
        return backend.hasAccessControlList(file);
    }

    private static Optional<LockBackend> find(String name, ClassLoader loader) {
        Iterator<ServiceLoader.Provider<LockBackend>> providers =
                ServiceLoader.load(LockBackend.class, loader).stream().iterator();
        for (int i = 0; i < MOST_PROVIDERS; i++) { // a broken iterator must not keep us here forever
            try {
                if (!providers.hasNext()) {
                    return Optional.empty();
                }
                LockBackend backend = providers.next().get();
                if (backend.name().equals(name)) {
                    return Optional.of(backend);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                // one that does not load here cannot be the one that locks
            }
        }
        return Optional.empty();
    }
}
