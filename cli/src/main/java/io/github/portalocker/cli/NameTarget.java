package io.github.portalocker.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockHolder;
import io.github.portalocker.LockMode;
import io.github.portalocker.NamedLocks;
import org.jspecify.annotations.Nullable;

/** A name. */
record NameTarget(NamedLocks names, String name, Place place, LockMode mode) implements LockTarget {
    @Override
    public String description() {
        return name + " in " + place;
    }

    @Override
    public String shortName() {
        return name;
    }

    @Override
    public Held lock(@Nullable Duration timeout) throws IOException, InterruptedException {
        HeldNamedLock lock = timeout == null ? names.lock(name, mode) : names.lock(name, mode, timeout);
        return new Held(List.of(lock), names::close);
    }

    @Override
    public List<LockHolder> holders() {
        return names.holders(name);
    }

    @Override
    public List<LockHolder> waiters() {
        return names.waiters(name);
    }
}
