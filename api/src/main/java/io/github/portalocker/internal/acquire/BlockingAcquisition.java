package io.github.portalocker.internal.acquire;

import java.io.IOException;

import io.github.portalocker.LockMode;
import io.github.portalocker.internal.events.Observation;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.handle.Replacements;
import io.github.portalocker.internal.queue.LockQueue;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.Waiter;
import org.jspecify.annotations.Nullable;

/** An acquisition for which the calling thread waits. */
public final class BlockingAcquisition {
    private BlockingAcquisition() {}

    /**
     * Acquires the lock of the file that the source gives, and of another one if that was replaced meanwhile.
     *
     * @return the hold; null if the deadline passed
     */
    public static @Nullable Hold acquire(LockSource<?> source, LockRequest request)
            throws IOException, InterruptedException {
        Observation observation = request.observation();
        return observation == null ? acquireAny(source, request) : acquireAny(source, request, observation);
    }

    private static @Nullable Hold acquireAny(LockSource<?> source, LockRequest request, Observation observation)
            throws IOException, InterruptedException {
        boolean answered = false;
        try {
            Hold hold = acquireAny(source, request);
            answered = true;
            if (hold != null) {
                hold.tellAcquired();
            } else if (request.deadline().allowsWaiting()) {
                observation.timedOut();
            }
            return hold;
        } finally {
            if (!answered) {
                observation.cancelled();
            }
        }
    }

    private static @Nullable Hold acquireAny(LockSource<?> source, LockRequest request)
            throws IOException, InterruptedException {
        for (Replacements replaced = new Replacements(); ; ) {
            if (request.interruptible() && Thread.interrupted()) {
                throw new InterruptedException();
            }
            OpenLock open = source.use(request);
            try {
                Hold hold = acquire(open, request);
                if (source.accepts(open, request, hold)) {
                    return hold;
                }
            } finally {
                source.done(open);
            }
            replaced.oneMore(open, request.deadline());
        }
    }

    /**
     * Tries at once, unless others are to go first, and queues if that does not give the lock.
     *
     * @return the hold; null if the deadline passed, or the handle is of no use to this request any more
     */
    private static @Nullable Hold acquire(OpenLock open, LockRequest request) throws IOException, InterruptedException {
        if (!request.deadline().allowsWaiting()) {
            Hold hold = open.lock.attempt(request);
            if (hold == null && request.isClosed()) {
                throw new IllegalStateException("the LockFile of " + open + " is closed");
            }
            return hold;
        }
        if (!open.queue.mustQueue(request.mode())) {
            Hold hold = open.lock.triesBlock() ? attempt(open, request) : open.lock.attempt(request);
            if (hold != null) {
                return hold;
            }
        }
        if (!request.deadline().isTimed()) {
            refuseSelfDeadlock(open, request.mode());
        }
        return queue(open, request);
    }

    /** One attempt that may be left without an answer. */
    private static @Nullable Hold attempt(OpenLock open, LockRequest request) throws IOException, InterruptedException {
        Waiter.OfThread me = new Waiter.OfThread(open.queue, open, request);
        try {
            return new Acquisition(open, me, request).attempt();
        } finally {
            me.restoreInterrupt();
        }
    }

    private static @Nullable Hold queue(OpenLock open, LockRequest request) throws IOException, InterruptedException {
        if (request.observation() != null) {
            request.observation().waiting(); // before it stands in the queue, where it would keep others waiting
        }
        Waiter.OfThread me = new Waiter.OfThread(open.queue, open, request);
        open.queue.enqueue(me);
        if (request.isClosed()) {
            me.signal(); // the close may have looked at the queue before
        }
        Hold hold = null;
        try {
            hold = new Acquisition(open, me, request).await();
            return hold;
        } finally {
            open.queue.dequeue(me);
            open.lock.unlockUntaken(hold != null);
            me.restoreInterrupt();
        }
    }

    private static void refuseSelfDeadlock(OpenLock open, LockMode mode) {
        Thread self = Thread.currentThread();
        LockQueue.Member own = open.queue.conflictingWith(self, mode);
        LockMode held = own == null ? null : own.heldBy(self);
        if (own != null && held != null) {
            String what = held == LockMode.SHARED
                    ? "a shared lock cannot be upgraded to an exclusive one: release it first"
                    : "it would wait for itself forever: release the lock first, or use readWriteLock, which is reentrant";
            throw new IllegalStateException(
                    "thread " + self.getName() + " already holds " + own + " in mode " + held + " and asks for " + mode
                            + (own.range().equals(open.range) ? "" : " on " + open.range) + "; " + what);
        }
    }
}
