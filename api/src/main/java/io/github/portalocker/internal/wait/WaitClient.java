package io.github.portalocker.internal.wait;

import io.github.portalocker.internal.queue.Waiter;

/** For whom a wait in the kernel runs. */
public interface WaitClient {
    Waiter waiter();

    /** Whether what the lock is asked for through was closed, so that the wait is not wanted any more. */
    boolean isClosed();
}
