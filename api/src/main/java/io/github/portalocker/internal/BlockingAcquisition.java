package io.github.portalocker.internal;

import java.io.IOException;

import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/** An acquisition for which the calling thread waits. */
final class BlockingAcquisition {
    private BlockingAcquisition() {}

    /**
     * Tries at once, unless others are to go first, and queues if that does not give the lock.
     *
     * @return the hold; null if the deadline passed, or the descriptor has lost its lock and gets no other
     */
    static @Nullable Hold acquire(
            OpenFile file, LockMode mode, Deadline deadline, boolean interruptible, @Nullable OpenLockFile via)
            throws IOException, InterruptedException {
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!deadline.allowsWaiting()) {
            Hold hold = file.lock.attempt(mode, via, Thread.currentThread());
            if (hold == null && via != null) {
                via.ensureOpen();
            }
            return hold;
        }
        if (!file.jvmFile.mustQueue(mode)) {
            Hold hold = file.lock.triesBlock()
                    ? attempt(file, mode, deadline, interruptible, via)
                    : file.lock.attempt(mode, via, Thread.currentThread());
            if (hold != null) {
                return hold;
            }
        }
        if (!deadline.isTimed()) {
            refuseSelfDeadlock(file, mode);
        }
        return queue(file, mode, deadline, interruptible, via);
    }

    /** One attempt that may be left without an answer. */
    private static @Nullable Hold attempt(
            OpenFile file, LockMode mode, Deadline deadline, boolean interruptible, @Nullable OpenLockFile via)
            throws IOException, InterruptedException {
        Waiter.OfThread me = new Waiter.OfThread(file, mode, interruptible);
        try {
            return new Acquisition(me, deadline, via, Thread.currentThread()).attempt();
        } finally {
            me.restoreInterrupt();
        }
    }

    private static @Nullable Hold queue(
            OpenFile file, LockMode mode, Deadline deadline, boolean interruptible, @Nullable OpenLockFile via)
            throws IOException, InterruptedException {
        Waiter.OfThread me = new Waiter.OfThread(file, mode, interruptible);
        file.jvmFile.enqueue(me);
        Hold hold = null;
        try {
            hold = new Acquisition(me, deadline, via, Thread.currentThread()).await();
            return hold;
        } finally {
            file.jvmFile.dequeue(me);
            if (hold == null) {
                file.lock.unlockWhatNobodyTakes();
            }
            me.restoreInterrupt();
        }
    }

    private static void refuseSelfDeadlock(OpenFile file, LockMode mode) {
        Thread self = Thread.currentThread();
        Hold own = file.jvmFile.conflictingHoldOf(self, mode);
        if (own != null) {
            String what = own.mode() == LockMode.SHARED
                    ? "a shared lock cannot be upgraded to an exclusive one: release it first"
                    : "it would wait for itself for ever: release the lock first, or use readWriteLock, which is reentrant";
            throw new IllegalStateException("thread " + self.getName() + " already holds " + own.file + " in mode "
                    + own.mode() + " and asks for " + mode
                    + (own.file.range.equals(file.range) ? "" : " on " + file.range) + "; " + what);
        }
    }
}
