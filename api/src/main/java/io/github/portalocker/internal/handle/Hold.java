package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockException;
import io.github.portalocker.LockLoss;
import io.github.portalocker.LockLostException;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.events.Observation;
import io.github.portalocker.internal.programs.Inheritable;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.spi.Grant;
import org.jspecify.annotations.Nullable;

/** One hold of the lock of an {@link OpenLock}. */
public class Hold extends HoldList.Link<Hold> implements HeldLock, Given, Inheritable, Forgotten.Watched {
    /** The mutex publishes what is written under it; a full fence besides would only cost time. */
    private static final AtomicIntegerFieldUpdater<Hold> RELEASED =
            AtomicIntegerFieldUpdater.newUpdater(Hold.class, "released");

    public final OpenLock open;

    /** The lock of the backend or server; for messages, validity and the token. */
    private final Grant grant;

    /** 1 once it is. Written under the mutex; also read without it, where an older answer serves as well. */
    private volatile int released;

    @SuppressWarnings("UnusedVariable") // keeps it reachable
    private @Nullable Object watch;

    private @Nullable CompletableFuture<LockLoss> loss; // guarded by the mutex; null until it is asked for

    Hold(OpenLock open, LockRequest request) {
        super(request);
        this.open = open;
        this.grant = open.lock.grant();
    }

    /** Under the mutex of the lock. */
    void setReleased() {
        RELEASED.lazySet(this, 1);
    }

    @Override
    public boolean isReleased() {
        return released != 0;
    }

    /** Warns if the object through which the caller has this hold is collected before it is released. */
    public void watch(Object lock) {
        watch = Forgotten.watch(lock, this);
    }

    @Override
    public boolean isClosed() {
        return isReleased();
    }

    @Override
    public String description() {
        return "the lock on " + open;
    }

    @Override
    public LockMode mode() {
        return request.mode();
    }

    @Override
    public String subject() {
        return open.subject();
    }

    @Override
    public String backend() {
        return open.system.name();
    }

    @Override
    public boolean isValid() {
        try {
            return !isReleased() && open.isCurrent() && isHeldAsFarAsKnown();
        } catch (IOException e) {
            return false;
        }
    }

    /** Without asking a server. */
    private boolean isHeldAsFarAsKnown() throws IOException {
        return open.lock.triesBlock() ? !open.lock.noteLoss() : isStillHeld();
    }

    /** Not under the mutex, because a server may take its time. */
    private boolean isStillHeld() throws IOException {
        if (!open.addUser()) { // so that the handle stays open
            return false;
        }
        try {
            boolean still = !grant.isKnownLost() && grant.isStillHeld();
            if (!still) {
                open.lock.noteLoss();
            }
            return still;
        } finally {
            open.removeUser();
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
            throw new LockException(open.failure("check", String.valueOf(e.getMessage()), null), e);
        }
        if (reason != null) {
            throw new LockLostException(
                    open.failure("rely on the lock of", reason, "acquire it again before the next write"));
        }
    }

    private @Nullable String reasonAgainst() throws IOException {
        if (isReleased()) {
            return "it was released";
        }
        if (!open.isCurrent()) {
            return open.reasonIfNotCurrent();
        }
        return isStillHeld() ? null : grant.lossReason();
    }

    @Override
    public OptionalLong fencingToken() {
        return request.mode() == LockMode.EXCLUSIVE ? grant.token() : OptionalLong.empty();
    }

    @Override
    public CompletionStage<LockLoss> lost() {
        return open.lock.lossOf(this).minimalCompletionStage();
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
                        told.complete(new LockLoss(subject(), grant.lossReason()));
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
        if (seen != null && isReleased()) {
            seen.released();
        }
    }

    @Override
    public boolean isKnownLost() {
        return !isReleased() && open.lock.noteLoss();
    }

    @Override
    public void discard() {
        open.lock.discard(this);
    }

    @Override
    public OptionalInt inheritedDescriptor() {
        return isReleased() ? OptionalInt.empty() : open.inheritedDescriptor();
    }

    /** Under the mutex of the lock, which is released: closes what the caller has got through this. */
    void closeViews() throws IOException {}

    @Override
    public void close() throws IOException {
        if (!isReleased()) {
            open.lock.release(this);
        }
    }

    @Override
    public String toString() {
        return "HeldLock[" + mode() + ", " + open + (isReleased() ? ", released]" : "]");
    }
}
