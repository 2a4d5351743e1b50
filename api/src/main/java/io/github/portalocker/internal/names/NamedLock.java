package io.github.portalocker.internal.names;

import java.io.IOException;
import java.lang.ref.Reference;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.handle.Given;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.programs.Inheritable;

/** What the caller gets for a lock on a name. */
final class NamedLock implements HeldNamedLock, Given, Inheritable {
    private final String name;
    private final Hold hold;
    private final DefaultNamedLocks owner;

    NamedLock(String name, Hold hold, DefaultNamedLocks owner) {
        this.name = name;
        this.hold = hold;
        this.owner = owner;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public LockMode mode() {
        return hold.mode();
    }

    @Override
    public String subject() {
        return name;
    }

    @Override
    public String backend() {
        return hold.backend();
    }

    @Override
    public boolean isValid() {
        return hold.isValid();
    }

    @Override
    public void ensureValid() throws LockException {
        hold.ensureValid();
    }

    @Override
    public boolean isReleased() {
        return hold.isReleased();
    }

    @Override
    public boolean isKnownLost() {
        return hold.isKnownLost();
    }

    @Override
    public void discard() {
        hold.discard();
        owner.released(this);
    }

    @Override
    public OptionalInt inheritedDescriptor() {
        return hold.inheritedDescriptor();
    }

    @Override
    public OptionalLong fencingToken() {
        return hold.fencingToken();
    }

    @Override
    public CompletionStage<LockLoss> lost() {
        return hold.lost();
    }

    @Override
    public void close() throws IOException {
        try {
            hold.close();
        } finally {
            Reference.reachabilityFence(this); // collected before the release has ended, it would pass for forgotten
        }
        owner.released(this);
    }

    @Override
    public String toString() {
        return "HeldNamedLock[" + mode() + ", " + name + " in " + owner + "]";
    }
}
