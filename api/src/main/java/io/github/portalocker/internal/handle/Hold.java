package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.events.Observation;
import io.github.portalocker.internal.programs.Inheritable;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.spi.Failure;
import org.jspecify.annotations.Nullable;

/** One hold of the lock of an {@link OpenFile}. */
public final class Hold extends HoldList.Link<Hold> implements HeldFileLock, Inheritable {
    private static final String DROPPED = "the server has dropped its lock";

    public final OpenFile file;

    @Nullable
    FileChannel channel; // guarded by the mutex of the lock

    volatile boolean released; // written under it; also read without it, where an older answer serves as well

    @SuppressWarnings("UnusedVariable") // keeps it reachable
    private @Nullable Object watch;

    private @Nullable CompletableFuture<LockLoss> loss; // guarded by the mutex; null until it is asked for

    Hold(OpenFile file, LockRequest request) {
        super(request);
        this.file = file;
    }

    /** Warns if the object through which the caller has this hold is collected before it is released. */
    public void watch(Object lock) {
        watch = Forgotten.watch(lock, "the lock on ", file, () -> released);
    }

    @Override
    public LockMode mode() {
        return request.mode();
    }

    @Override
    public LockRange range() {
        return file.range;
    }

    @Override
    public String subject() {
        return file.subject();
    }

    @Override
    public Optional<Path> path() {
        return Optional.ofNullable(file.path);
    }

    @Override
    public String backend() {
        return file.backend.name();
    }

    @Override
    public boolean isValid() {
        try {
            return !released && file.isCurrent() && file.isLockedAsFarAsKnown(mode());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void ensureValid() throws LockException {
        String reason;
        try {
            reason = reasonAgainst();
        } catch (LockException e) {
            throw e;
        } catch (IOException e) {
            throw new LockException(failure("check", String.valueOf(e.getMessage()), null), e);
        }
        if (reason != null) {
            throw new LockLostException(
                    failure("rely on the lock of", reason, "acquire it again before the next write"));
        }
    }

    private @Nullable String reasonAgainst() throws IOException {
        if (released) {
            return "it was released";
        }
        if (!file.isCurrent()) {
            return file.isAdopted()
                    ? "the channel was closed"
                    : "the file was deleted, renamed or replaced after it had been locked";
        }
        return file.isStillLocked(mode()) ? null : DROPPED;
    }

    private Failure failure(String operation, String reason, @Nullable String remedy) {
        return Failure.of(operation, file.path, backend(), reason, remedy);
    }

    @Override
    public OptionalLong fencingToken() {
        return OptionalLong.empty();
    }

    @Override
    public CompletionStage<LockLoss> lost() {
        return file.lock.lossOf(this).minimalCompletionStage();
    }

    /** Under the mutex of the lock. */
    CompletableFuture<LockLoss> loss() {
        if (loss == null) {
            loss = new CompletableFuture<>();
        }
        return loss;
    }

    /** Under the mutex of the lock: what has to be told of a loss; null if none is interested. */
    @Nullable
    Runnable tellingLoss() {
        CompletableFuture<LockLoss> told = loss != null && !loss.isDone() ? loss : null;
        Observation seen = request.observation();
        Observation toTell = seen != null && seen.mustTellLoss() ? seen : null;
        return told == null && toTell == null
                ? null
                : () -> {
                    if (told != null) {
                        told.complete(new LockLoss(subject(), DROPPED));
                    }
                    if (toTell != null) {
                        toTell.lost();
                    }
                };
    }

    /** Tells, outside the mutex of the lock, that the caller gets this hold. */
    public void tellAcquired() {
        Observation seen = request.observation();
        if (seen != null) {
            seen.acquired();
            tellIfReleased(); // the LockFile may have been closed meanwhile
        }
    }

    /** Tells, outside the mutex of the lock, that it was released; told once, and only after it was told that it was acquired. */
    void tellIfReleased() {
        Observation seen = request.observation();
        if (seen != null && released) {
            seen.released();
        }
    }

    /** Whether it is known, without asking a server, that the lock was lost. */
    public boolean isKnownLost() {
        return !released && file.lock.noteLoss();
    }

    @Override
    public OptionalInt inheritedDescriptor() {
        return released ? OptionalInt.empty() : file.inheritedDescriptor();
    }

    @Override
    public FileChannel channel() throws IOException {
        return file.lock.channel(this);
    }

    @Override
    public void close() throws IOException {
        if (!released) {
            file.lock.release(this);
        }
    }

    @Override
    public String toString() {
        return "HeldFileLock[" + mode() + ", " + file + (released ? ", released]" : "]");
    }
}
