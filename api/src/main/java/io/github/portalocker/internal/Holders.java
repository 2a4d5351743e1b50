package io.github.portalocker.internal;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.select.Backends;
import io.github.portalocker.internal.threads.LockThreads;
import io.github.portalocker.spi.LockBackend;

/** Looks for the processes that hold locks on a file, or wait for one: the first backend that knows of any answers. */
public final class Holders {
    /** For a machine with very many processes or open files. */
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(1);

    private Holders() {}

    /** What a backend is asked. */
    private interface Question {
        List<LockHolder> ask(LockBackend backend, Path path, Duration limit);
    }

    /** All that are known; never an exception. */
    public static List<LockHolder> of(Path path) {
        return knownTo(Backends.seenByThisThread().usable(), LockBackend::holders, path, LONGEST_SEARCH.toNanos());
    }

    /** All waits that are known; never an exception. */
    public static List<LockHolder> waiters(Path path) {
        return knownTo(Backends.seenByThisThread().usable(), LockBackend::waiters, path, LONGEST_SEARCH.toNanos());
    }

    private static List<LockHolder> knownTo(List<LockBackend> backends, Question question, Path path, long nanos) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            return List.of();
        }
        long start = System.nanoTime();
        for (LockBackend backend : backends) {
            long left = nanos - (System.nanoTime() - start);
            List<LockHolder> found = left > 0 ? knownTo(backend, question, path, Duration.ofNanos(left)) : List.of();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static List<LockHolder> knownTo(LockBackend backend, Question question, Path path, Duration limit) {
        try {
            return question.ask(backend, path, limit);
        } catch (RuntimeException | LinkageError e) { // a diagnosis must not hide what it is about
            return List.of();
        }
    }

    /**
     * On another thread, because a server that does not answer does not even say which file this is. The search ends by itself
     * before that, so that what it has found by then still comes in time.
     */
    private static List<LockHolder> knownWithin(List<LockBackend> backends, Path path, long nanos) {
        CompletableFuture<List<LockHolder>> search = new CompletableFuture<>();
        if (nanos == 0
                || !LockThreads.run(
                        () -> search.complete(knownTo(backends, LockBackend::holders, path, nanos / 3 * 2)))) {
            return List.of();
        }
        try {
            return search.get(nanos / 6 * 5, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the wait for the lock was over before
            return List.of();
        }
    }

    /** The holders of locks that conflict with such a lock of this backend, as far as they are found within so many nanoseconds. */
    static List<LockHolder> inTheWay(Path path, LockBackend backend, LockMode mode, LockRange range, long nanos) {
        List<LockBackend> backends = Stream.concat( // the backend need not be one of those installed
                        Stream.of(backend), Backends.installed().usable().stream())
                .distinct()
                .toList();
        return knownWithin(backends, path, nanos).stream()
                .filter(holder -> isInTheWay(holder, backend, mode, range))
                .toList();
    }

    private static boolean isInTheWay(LockHolder holder, LockBackend backend, LockMode mode, LockRange range) {
        boolean conflicts =
                mode == LockMode.EXCLUSIVE || holder.mode().orElse(LockMode.EXCLUSIVE) == LockMode.EXCLUSIVE;
        return conflicts && holder.range().overlaps(range) && backend.domains().contains(holder.domain());
    }
}
