package io.github.portalocker.internal.names;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.acquire.LossKnown;
import io.github.portalocker.internal.acquire.PathLock;
import io.github.portalocker.internal.programs.Inheritable;

/** A lock on the file of a name. */
final class NamedLock implements HeldNamedLock, LossKnown, Inheritable {
    private final String name;
    private final PathLock lock;
    private final DirectoryLocks owner;

    NamedLock(String name, PathLock lock, DirectoryLocks owner) {
        this.name = name;
        this.lock = lock;
        this.owner = owner;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public LockMode mode() {
        return lock.mode();
    }

    @Override
    public String subject() {
        return name;
    }

    @Override
    public String backend() {
        return lock.backend();
    }

    @Override
    public boolean isValid() {
        return lock.isValid();
    }

    @Override
    public void ensureValid() throws LockException {
        lock.ensureValid();
    }

    @Override
    public boolean isKnownLost() {
        return lock.isKnownLost();
    }

    @Override
    public OptionalInt inheritedDescriptor() {
        return lock.inheritedDescriptor();
    }

    @Override
    public OptionalLong fencingToken() {
        return lock.fencingToken();
    }

    @Override
    public CompletionStage<LockLoss> lost() {
        return lock.lost();
    }

    @Override
    public void close() throws IOException {
        lock.close();
        owner.released(this);
    }

    @Override
    public String toString() {
        return "HeldNamedLock[" + mode() + ", " + name + " in " + owner + "]";
    }
}
