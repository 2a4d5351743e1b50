package io.github.portalocker.internal.wait;

import java.io.IOException;

import io.github.portalocker.internal.queue.Waiter;

/** For whom a wait in the kernel runs. */
public interface WaitClient {
    Waiter waiter();

    /** Whether what the lock is asked for through was closed, so that the wait is not wanted any more. */
    boolean isClosed();

    /** A wait that was done is not wanted after all: takes its descriptor back, and releases the lock if it got it. */
    void discard(CancellableWait done) throws IOException;

    /** A wait that was left to itself has ended, or one that never began. */
    void abandonedWaitHasEnded(boolean acquired);
}
