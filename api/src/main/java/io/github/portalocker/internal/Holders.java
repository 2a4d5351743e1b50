package io.github.portalocker.internal;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.portalocker.LockDomain;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.select.Backends;
import io.github.portalocker.internal.threads.LockThreads;
import io.github.portalocker.spi.LockBackend;

/** Looks for the processes that hold locks on a file, or wait for one: the first backend that knows of any answers. */
public final class Holders {
    private Holders() {}

    /** What a backend is asked. */
    private interface Question {
        List<LockHolder> ask(LockBackend backend, Path path, Duration limit);
    }

    /** All that are known; never an exception. */
    public static List<LockHolder> of(Path path) {
        return knownTo(
                Backends.seenByThisThread().usable(), LockBackend::holders, path, Settings.LONGEST_SEARCH.toNanos());
    }

    /** All waits that are known; never an exception. */
    public static List<LockHolder> waiters(Path path) {
        return knownTo(
                Backends.seenByThisThread().usable(), LockBackend::waiters, path, Settings.LONGEST_SEARCH.toNanos());
    }

    /** Of locks on a file, as this backend knows them, or the first other one that knows of any. */
    static List<LockHolder> knownTo(LockBackend backend, Path path, Duration limit) {
        List<LockBackend> backends = Stream.concat( // the backend need not be one of those installed
                        Stream.of(backend), Backends.installed().usable().stream())
                .distinct()
                .toList();
        return knownTo(backends, LockBackend::holders, path, limit.toNanos());
    }

    private static List<LockHolder> knownTo(List<LockBackend> backends, Question question, Path path, long nanos) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            return List.of();
        }
        long start = System.nanoTime();
        for (LockBackend backend : backends) {
            long left = nanos - (System.nanoTime() - start);
            List<LockHolder> found = left > 0 ? answer(limit -> question.ask(backend, path, limit), left) : List.of();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** Looks for holders, for so long at the most. */
    interface Search {
        List<LockHolder> within(Duration limit);
    }

    private static List<LockHolder> answer(Search search, long nanos) {
        try {
            return search.within(Duration.ofNanos(nanos));
        } catch (RuntimeException | LinkageError e) { // a diagnosis must not hide what it is about
            return List.of();
        }
    }

    /**
     * What is found within so many nanoseconds.
     *
     * <p>On another thread, because a server that does not answer does not even say which file this is. The search ends by itself
     * before that, so that what it has found by then still comes in time.
     */
    private static List<LockHolder> foundWithin(long nanos, Search search) {
        CompletableFuture<List<LockHolder>> found = new CompletableFuture<>();
        if (nanos == 0 || !LockThreads.run(() -> found.complete(answer(search, nanos / 3 * 2)))) {
            return List.of();
        }
        try {
            return found.get(nanos / 6 * 5, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the wait for the lock was over before
            return List.of();
        }
    }

    /** Those of locks in these domains that conflict with such a lock, as far as they are found within so many nanoseconds. */
    static List<LockHolder> inTheWay(
            Search search, Set<LockDomain> domains, LockMode mode, LockRange range, long nanos) {
        return foundWithin(nanos, search).stream()
                .filter(holder ->
                        conflicts(holder, mode) && holder.range().overlaps(range) && domains.contains(holder.domain()))
                .toList();
    }

    private static boolean conflicts(LockHolder holder, LockMode mode) {
        return mode == LockMode.EXCLUSIVE || holder.mode().orElse(LockMode.EXCLUSIVE) == LockMode.EXCLUSIVE;
    }
}
