package io.github.portalocker.internal;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.LockDomain;

/** Who holds a file: whatever the first backend that knows anything knows. */
public final class Holders {
    /** {@code off} keeps the holders, and with them the command lines of other processes, out of messages. */
    private static final String PROPERTY = "portalocker.holders";

    private static final long LONGEST_SEARCH_SECONDS = 2;

    private Holders() {}

    /** All that are known; never an exception. */
    public static List<LockHolder> of(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            return List.of();
        }
        for (LockBackend backend : Backends.installed().usable()) {
            List<LockHolder> holders = knownTo(backend, path);
            if (!holders.isEmpty()) {
                return holders;
            }
        }
        return List.of();
    }

    /** A server that does not answer does not even say which file this is, and a timeout must not wait for that. */
    private static List<LockHolder> knownSoon(Path path) {
        CompletableFuture<List<LockHolder>> search = new CompletableFuture<>();
        boolean runs = Helpers.run(() -> search.complete(of(path)));
        return runs
                ? search.completeOnTimeout(List.of(), LONGEST_SEARCH_SECONDS, TimeUnit.SECONDS)
                        .join()
                : List.of();
    }

    private static List<LockHolder> knownTo(LockBackend backend, Path path) {
        try {
            return backend.holders(path);
        } catch (RuntimeException | LinkageError e) { // a diagnosis must not hide what it is about
            return List.of();
        }
    }

    /** Those that keep out such a lock of this backend, for the end of a sentence; empty if none is known. */
    static String inTheWay(Path path, LockBackend backend, LockMode mode, LockRange range) {
        if ("off".equals(System.getProperty(PROPERTY))) {
            return "";
        }
        Map<OptionalLong, LockHolder> processes = new LinkedHashMap<>(); // one may hold by two mechanisms
        for (LockHolder holder : knownSoon(path)) {
            LockDomain domain = holder.mechanism().equals("FLOCK") ? LockDomain.FLOCK : LockDomain.RECORD;
            boolean conflicts =
                    mode == LockMode.EXCLUSIVE || holder.mode().orElse(LockMode.EXCLUSIVE) == LockMode.EXCLUSIVE;
            if (conflicts && holder.range().overlaps(range) && backend.domains().contains(domain)) {
                processes.putIfAbsent(holder.pid(), holder);
            }
        }
        return processes.values().stream().map(LockHolder::toString).collect(Collectors.joining("; "));
    }
}
