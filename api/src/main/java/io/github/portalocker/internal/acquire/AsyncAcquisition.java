package io.github.portalocker.internal.acquire;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockTimeoutException;
import io.github.portalocker.internal.events.Observation;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.handle.Replacements;
import io.github.portalocker.internal.log.Log;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.Waiter;
import io.github.portalocker.internal.threads.LockThreads;
import org.jspecify.annotations.Nullable;

/**
 * An acquisition that blocks no thread while it is in the queue: only the first waiter of a file has one.
 *
 * <p>The hold belongs to no thread. The future has one value: whatever else than our hold completes it withdraws the wait,
 * and a hold that comes too late for it is released.
 *
 * @param <L> what the caller gets
 */
public final class AsyncAcquisition<L extends HeldLock> {
    private final LockSource<L> source;
    private final LockRequest request;
    private final String subject;
    private final Supplier<LockTimeoutException> timeout;
    private final Replacements replaced = new Replacements();
    private final CompletableFuture<L> future = new LockFuture<>();

    /** The newest place in a queue, once it is there. */
    private volatile @Nullable Place place;

    private AsyncAcquisition(
            LockSource<L> source, LockRequest request, String subject, Supplier<LockTimeoutException> timeout) {
        this.source = source;
        this.request = request;
        this.subject = subject;
        this.timeout = timeout;
    }

    /**
     * Tries once on the calling thread, unless that could block it, and queues if others hold the lock.
     *
     * @param subject what is wanted, for messages
     * @param timeout what the future fails with once the deadline has passed
     */
    public static <L extends HeldLock> CompletableFuture<L> start(
            LockSource<L> source, LockRequest request, String subject, Supplier<LockTimeoutException> timeout) {
        AsyncAcquisition<L> acquisition = new AsyncAcquisition<>(source, request, subject, timeout);
        var unused = acquisition.future.whenComplete((hold, failure) -> acquisition.end(failure));
        if (!source.mayBlock()) {
            acquisition.tryOrQueue();
        } else if (!LockThreads.run(acquisition::tryOrQueue)) {
            acquisition.fail(acquisition.noThread());
        }
        acquisition.watchTheClock();
        return acquisition.future;
    }

    /** A waiter that is not the first has no thread that could look at the clock. */
    private void watchTheClock() {
        if (!request.deadline().isTimed() || future.isDone()) {
            return;
        }
        Future<?> timer = LockThreads.after(request.deadline().remainingNanos(), this::expire);
        if (timer == null) {
            fail(noThread());
        } else {
            var unused = future.whenComplete((hold, failure) -> timer.cancel(false));
        }
    }

    /** On the thread that keeps the time, which must not look for holders. */
    private void expire() {
        if (!LockThreads.run(this::timeOut)) {
            fail(noThread());
        }
    }

    private void timeOut() {
        Throwable failure;
        try {
            failure = timeout.get();
        } catch (RuntimeException | Error e) { // there is no caller on a helper thread
            failure = e;
        }
        fail(failure);
    }

    private void fail(Throwable failure) {
        future.completeExceptionally(failure);
    }

    /** After each completion; our own comes when the place has been left already. */
    private void end(@Nullable Throwable failure) {
        withdraw();
        Observation observation = request.observation();
        if (observation != null && observation.isPending() && request.deadline().allowsWaiting()) {
            LockThreads.runOnAny( // this thread may be the one that keeps all timeouts of the JVM
                    failure instanceof LockTimeoutException ? observation::timedOut : observation::cancelled);
        }
    }

    private void withdraw() {
        Place last = place;
        if (last != null) {
            last.withdraw();
        }
    }

    private RejectedExecutionException noThread() {
        return new RejectedExecutionException("the system gives no thread to wait for a lock on " + subject);
    }

    private void tryOrQueue() {
        try {
            while (!future.isDone()) {
                OpenLock open = source.use(request);
                boolean queued = false;
                Hold hold;
                try {
                    hold = mustQueue(open) ? null : open.lock.attempt(request);
                    if (hold == null && request.deadline().allowsWaiting()) {
                        queued = true;
                        new Place(open).enter();
                        return;
                    }
                    if (hold == null && source.accepts(open, request, null)) {
                        expire();
                        return;
                    }
                } finally {
                    if (!queued) {
                        source.done(open); // before the future has the hold, whose release then closes the handle
                    }
                }
                if (hold == null) {
                    replaced.oneMore(open, request.deadline());
                } else if (deliver(hold)) {
                    return;
                }
            }
        } catch (IOException | RuntimeException | Error e) { // there is no caller on a helper thread
            future.completeExceptionally(e);
        }
    }

    private boolean mustQueue(OpenLock open) {
        return request.deadline().allowsWaiting() && (open.queue.mustQueue(request.mode()) || open.lock.triesBlock());
    }

    /** Completes the future if the hold is on the file that the path names; releases it if the future has another value. */
    private boolean deliver(Hold hold) throws IOException {
        if (!source.accepts(hold.open, request, hold)) {
            replaced.oneMore(hold.open, request.deadline());
            return false;
        }
        if (!future.isDone()) {
            hold.tellAcquired(); // before the future can be seen to have it, and the hold be released
        }
        if (!future.complete(source.give(hold))) {
            hold.open.lock.discard(hold);
        }
        return true;
    }

    /** A place in the queue of one file; a helper thread stands in it once it is the first. */
    private final class Place extends Waiter {
        private final OpenLock open;
        private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.ENTERING);
        private volatile @Nullable Thread thread;

        Place(OpenLock open) {
            super(open.queue, open, request.mode());
            this.open = open;
        }

        void enter() {
            if (request.observation() != null) {
                request.observation().waiting(); // before it stands in the queue, where it would keep others waiting
            }
            open.queue.enqueue(this);
            place = this;
            stage.set(Stage.QUEUED); // from now on a thread may stand here, which may go on to another place
            if (future.isDone()) { // before the place could be seen
                withdraw();
            } else {
                signal(); // it may be the first already
            }
        }

        private void withdraw() {
            if (stage.compareAndSet(Stage.QUEUED, Stage.LEFT)) {
                open.queue.dequeue(this);
                // it must not block: it may be the thread that keeps all timeouts of the JVM
                if (!open.lock.triesBlock() || !LockThreads.run(this::leaveFile)) {
                    leaveFile();
                }
            } else {
                super.signal(); // the helper thread, if one is left there, sees that the future is completed
            }
        }

        private void leave() {
            open.queue.dequeue(this);
            leaveFile();
        }

        private void leaveFile() {
            try {
                open.lock.unlockUntaken(false);
                source.done(open);
            } catch (IOException | RuntimeException | Error e) {
                if (!future.completeExceptionally(e)) {
                    Log.warn(() -> "a wait that was withdrawn did not leave its file: " + open, e);
                }
            }
        }

        @Override
        @Nullable
        public Thread thread() {
            return thread;
        }

        @Override
        public boolean isCancelled() {
            return future.isDone();
        }

        @Override
        public boolean isWithdrawn() {
            return future.isDone();
        }

        @Override
        public void signal() {
            super.signal();
            if (needsThread() && stage.compareAndSet(Stage.QUEUED, Stage.RUNNING) && !LockThreads.run(this::stand)) {
                leave();
                future.completeExceptionally(noThread());
            }
        }

        /** Nothing but a thread notices that a channel was closed, or tells that a {@code LockFile} was. */
        private boolean needsThread() {
            return isHead() || request.isClosed() || open.isAdopted();
        }

        private void stand() {
            thread = Thread.currentThread();
            boolean again = false;
            try {
                Hold hold;
                try {
                    hold = new Acquisition(open, this, request).await();
                } finally {
                    thread = null;
                    leave(); // before the future has the hold, whose release would pass the lock on to this very place
                }
                if (hold == null && request.deadline().hasPassed() && source.accepts(open, request, null)) {
                    expire();
                } else {
                    again = hold == null || !deliver(hold);
                }
            } catch (InterruptedException e) { // the future is completed
                assert future.isDone();
            } catch (IOException | RuntimeException | Error e) {
                if (!future.completeExceptionally(e)) {
                    Log.warn(() -> "a wait that was withdrawn has failed: " + open, e);
                }
            }
            if (again) {
                tryOrQueue();
            }
        }
    }

    private enum Stage {
        ENTERING,
        QUEUED,
        RUNNING,
        LEFT
    }
}
