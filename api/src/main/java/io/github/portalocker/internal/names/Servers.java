package io.github.portalocker.internal.names;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

import io.github.portalocker.internal.select.Services;
import io.github.portalocker.spi.LockServer;
import io.github.portalocker.spi.LockServerProvider;
import io.github.portalocker.spi.LockUri;
import org.jspecify.annotations.Nullable;

/** Finds what a URI of locks on names stands for. */
public final class Servers {
    /** The scheme of a directory. */
    public static final String FILE = "file";

    private Servers() {}

    /** Connects to what keeps the locks, which is not a directory. */
    public static LockServer connect(LockUri uri) throws IOException {
        return uri.scheme().equals(MemoryServer.SCHEME)
                ? MemoryServer.connect(uri)
                : provider(uri).connect(uri);
    }

    /** The directory in which the locks are kept. */
    public static Path directory(String text, LockUri uri) {
        uri.requireParameters(Set.of());
        try {
            boolean absolute = uri.path().startsWith("/") || !uri.hosts().isEmpty();
            if (uri.path().isEmpty()) {
                throw new IllegalArgumentException("there is no directory");
            }
            return absolute ? Path.of(URI.create(text)) : Path.of(uri.path());
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new IllegalArgumentException(
                    "no directory can be read from '" + text + "'; write file:/absolute/path, with %20 for a blank", e);
        }
    }

    private static LockServerProvider provider(LockUri uri) {
        List<Throwable> rejected = new ArrayList<>();
        Set<String> known = new TreeSet<>(Set.of(FILE, MemoryServer.SCHEME));
        LockServerProvider found = find(uri, LockServerProvider.class.getClassLoader(), known, rejected);
        if (found == null) {
            found = find(uri, Thread.currentThread().getContextClassLoader(), known, rejected);
        }
        if (found == null) {
            IllegalArgumentException refusal = new IllegalArgumentException("locks on names cannot be kept at '"
                    + uri.scheme() + ":...'; the kinds of URI known here are: " + String.join(", ", known)
                    + (rejected.isEmpty() ? "" : "; a provider could not be loaded: " + rejected.get(0))
                    + "; add the module for that kind of server, such as portalocker-server-" + uri.scheme());
            rejected.forEach(refusal::addSuppressed);
            throw refusal;
        }
        return found;
    }

    private static @Nullable LockServerProvider find(
            LockUri uri, @Nullable ClassLoader loader, Set<String> known, List<Throwable> rejected) {
        List<LockServerProvider> found = new ArrayList<>();
        Services.forEach(
                ServiceLoader.load(LockServerProvider.class, loader).iterator(),
                provider -> {
                    known.addAll(provider.schemes());
                    if (provider.schemes().contains(uri.scheme())) {
                        found.add(provider);
                    }
                },
                rejected::add);
        return found.isEmpty() ? null : found.get(0);
    }
}
