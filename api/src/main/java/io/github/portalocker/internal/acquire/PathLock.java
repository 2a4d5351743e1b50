package io.github.portalocker.internal.acquire;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.handle.FileHold;
import io.github.portalocker.internal.handle.Given;
import io.github.portalocker.internal.programs.Inheritable;

/** What the caller gets for a lock by path: unlike the hold, which the engine knows, it can be forgotten and collected. */
public final class PathLock implements HeldFileLock, Given, Inheritable {
    private final FileHold hold;

    PathLock(FileHold hold) {
        this.hold = hold;
        hold.watch(this);
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
        try {
            hold.discard();
        } finally {
            Reference.reachabilityFence(this); // as in close
        }
    }

    @Override
    public LockMode mode() {
        return hold.mode();
    }

    @Override
    public String subject() {
        return hold.subject();
    }

    @Override
    public String backend() {
        return hold.backend();
    }

    @Override
    public Optional<Path> path() {
        return hold.path();
    }

    @Override
    public LockRange range() {
        return hold.range();
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
    public FileChannel channel() throws IOException {
        return hold.channel();
    }

    @Override
    public void close() throws IOException {
        try {
            hold.close();
        } finally {
            Reference.reachabilityFence(this); // collected before the release has ended, it would pass for forgotten
        }
    }

    @Override
    public String toString() {
        return hold.toString();
    }
}
