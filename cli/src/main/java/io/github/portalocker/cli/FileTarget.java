package io.github.portalocker.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.HeldLocks;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.Portalocker;
import org.jspecify.annotations.Nullable;

/** Files, of which all are locked or none. */
record FileTarget(FileLocker locker, List<Path> files, LockMode mode) implements LockTarget {
    @Override
    public String description() {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String shortName() {
        return files.stream().map(file -> String.valueOf(file.getFileName())).collect(Collectors.joining(", "));
    }

    @Override
    public Held lock(@Nullable Duration timeout) throws IOException, InterruptedException {
        if (files.size() == 1) {
            HeldFileLock lock =
                    timeout == null ? locker.lock(files.get(0), mode) : locker.lock(files.get(0), mode, timeout);
            return new Held(List.of(lock), lock);
        }
        Map<Path, LockMode> wanted = new LinkedHashMap<>();
        files.forEach(file -> wanted.put(file, mode));
        HeldLocks locks = timeout == null ? locker.lockAll(wanted) : locker.lockAll(wanted, timeout);
        return new Held(locks.locks(), locks);
    }

    @Override
    public List<LockHolder> holders() {
        return first(Portalocker::holders);
    }

    @Override
    public List<LockHolder> waiters() {
        return first(Portalocker::waiters);
    }

    /** Of the first file that has any. */
    private List<LockHolder> first(Function<Path, List<LockHolder>> search) {
        return files.stream()
                .map(search)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }
}
