package io.github.portalocker.internal.acquire;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.internal.handle.HandleLock;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.Lease;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.Deadline;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.internal.wait.PendingWaits;
import io.github.portalocker.internal.wait.TryAsWait;
import io.github.portalocker.internal.wait.WaitClient;
import org.jspecify.annotations.Nullable;

/**
 * What a waiter wants and until when, and how a thread gets it.
 *
 * @param open whose lock is wanted
 * @param waiter the place in the queue
 * @param request what is wanted
 */
record Acquisition(OpenLock open, Waiter waiter, LockRequest request) implements WaitClient {
    /** An attempt is given so long even where the deadline is nearer: a server needs some time to answer. */
    private static final long SHORTEST_TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    Deadline deadline() {
        return request.deadline();
    }

    public LockMode mode() {
        return request.mode();
    }

    public HandleLock lock() {
        return open.lock;
    }

    /** Whether the wait may end before there is an answer. */
    private boolean mayLeave() {
        return deadline().isTimed() || waiter.isCancellable();
    }

    @Override
    public boolean isClosed() {
        return open.isChannelClosed() || request.isClosed();
    }

    /** One attempt, for a waiter that need not be in the queue. */
    @Nullable
    public Hold attempt() throws IOException, InterruptedException {
        return unlessLeft(attemptOnce());
    }

    /**
     * Attempts and waits in turn, for a waiter that is in the queue already; null if the deadline passed, or the handle is
     * of no use to this request any more.
     */
    @Nullable
    public Hold await() throws IOException, InterruptedException {
        HeadOfQueue head = new HeadOfQueue(this);
        while (true) {
            boolean lastAttempt = deadline().hasPassed(); // what arrives at the last instant is a success
            Hold hold = null;
            if (lastAttempt || waiter.isHead()) {
                hold = attemptOnce();
                if (hold == null && !lastAttempt) {
                    hold = head.pause();
                }
            } else {
                waiter.await(deadline().remainingNanos());
            }
            if (unlessLeft(hold) != null || lastAttempt || lock().isOfNoUseTo(request)) {
                return hold;
            }
        }
    }

    private @Nullable Hold attemptOnce() throws IOException {
        try {
            return attemptHereOrElsewhere();
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /** What fails after that was closed through which the lock is asked for, fails because of it. */
    IOException explained(IOException failure) {
        return request.isClosed() ? closedMeanwhile(failure) : failure;
    }

    private LockException closedMeanwhile(@Nullable IOException cause) {
        return new LockException(
                open.failure("lock", "its LockFile or NamedLocks was closed while this thread waited", null), cause);
    }

    /** On a helper thread where the operating system may take too long over it. */
    private @Nullable Hold attemptHereOrElsewhere() throws IOException {
        if (!lock().triesBlock() || !mayLeave()) {
            return lock().attempt(request);
        }
        Hold hold = lock().join(request);
        Lease call = hold == null ? lock().startWait(request, handle -> new TryAsWait(handle, mode())) : null;
        return call == null
                ? hold
                : PendingWaits.run(
                        call, this, Math.max(SHORTEST_TRY_NANOS, deadline().remainingNanos()));
    }

    /** Releases a lock that came after its wait was cancelled, and throws why that was. */
    private @Nullable Hold unlessLeft(@Nullable Hold hold) throws IOException, InterruptedException {
        boolean cancelled = waiter.isCancelled();
        if (!cancelled && !isClosed()) {
            return hold;
        }
        if (hold != null) {
            lock().discard(hold);
        }
        if (cancelled) {
            throw new InterruptedException();
        }
        if (open.isChannelClosed()) {
            throw new AsynchronousCloseException(); // as FileChannel.lock does
        }
        throw closedMeanwhile(null);
    }
}
