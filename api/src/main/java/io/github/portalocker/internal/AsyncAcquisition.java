package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * An acquisition by path that blocks no thread while it is in the queue: only the first waiter of a file has one.
 *
 * <p>The hold belongs to no thread.
 */
final class AsyncAcquisition {
    private final Locks locks;
    private final Path path;
    private final LockMode mode;
    private final Replacements replaced = new Replacements();
    private final CompletableFuture<HeldLock> future = new CompletableFuture<>();

    private AsyncAcquisition(Locks locks, Path path, LockMode mode) {
        this.locks = locks;
        this.path = path;
        this.mode = mode;
    }

    /** Tries once on the calling thread, and queues if others hold the lock. */
    static CompletableFuture<HeldLock> start(Locks locks, Path path, LockMode mode) {
        AsyncAcquisition acquisition = new AsyncAcquisition(locks, path, mode);
        acquisition.tryOrQueue();
        return acquisition.future;
    }

    private void tryOrQueue() {
        try {
            while (!future.isDone()) {
                OpenFile file = locks.openFile(path);
                boolean queued = false;
                try {
                    Hold hold = file.jvmFile.mustQueue(mode) || file.lock.triesBlock()
                            ? null
                            : file.lock.attempt(mode, null, null);
                    if (hold == null) {
                        queued = true;
                        new Place(file).enter();
                        return;
                    }
                    if (deliver(hold)) {
                        return;
                    }
                } finally {
                    if (!queued) {
                        file.removeUser();
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    /** Completes the future if the hold is on the file that the path names; gives it back if nobody wants it. */
    private boolean deliver(Hold hold) throws IOException {
        if (!Locks.isCurrent(hold.file, hold)) {
            replaced.oneMore(hold.file);
            return false;
        }
        if (!future.complete(hold)) {
            hold.close();
        }
        return true;
    }

    /** A place in the queue of one file; a helper thread stands in it once it is the first. */
    private final class Place extends Waiter {
        private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);
        private volatile @Nullable Thread thread;

        Place(OpenFile file) {
            super(file, AsyncAcquisition.this.mode);
        }

        void enter() {
            file.jvmFile.enqueue(this);
            var unused = future.whenComplete((hold, failure) -> {
                if (future.isCancelled()) {
                    withdraw();
                }
            });
            signal(); // it may be the first already
        }

        private void withdraw() {
            if (stage.compareAndSet(Stage.QUEUED, Stage.LEFT)) {
                leave();
            } else {
                super.signal(); // the helper thread sees that the future is cancelled
            }
        }

        private void leave() {
            file.jvmFile.dequeue(this);
            try {
                file.lock.unlockWhatNobodyTakes();
                file.removeUser();
            } catch (IOException e) {
                future.completeExceptionally(e);
            }
        }

        @Override
        @Nullable
        Thread thread() {
            return thread;
        }

        @Override
        boolean isCancelled() {
            return future.isDone();
        }

        @Override
        boolean isWithdrawn() {
            return future.isDone();
        }

        @Override
        void signal() {
            super.signal();
            if (isHead() && stage.compareAndSet(Stage.QUEUED, Stage.RUNNING) && !Helpers.run(this::stand)) {
                future.completeExceptionally(
                        new RejectedExecutionException("the system gives no thread to wait for a lock on " + path));
                leave();
            }
        }

        private void stand() {
            thread = Thread.currentThread();
            boolean again = false;
            try {
                Hold hold;
                try {
                    hold = new Acquisition(this, Deadline.NEVER, null, null).await();
                } finally {
                    leave(); // before anybody has the hold, whose release would pass the lock on to this very place
                }
                again = hold != null && !deliver(hold);
            } catch (InterruptedException e) { // the future is cancelled
                assert future.isDone();
            } catch (IOException | RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
            if (again) {
                tryOrQueue();
            }
        }
    }

    private enum Stage {
        QUEUED,
        RUNNING,
        LEFT
    }
}
