package io.github.portalocker.internal.handle;

import java.util.concurrent.TimeUnit;

import io.github.portalocker.LockException;
import io.github.portalocker.internal.queue.Deadline;

/**
 * Counts how often one acquisition found that its file had been replaced, so that it cannot go on forever.
 *
 * <p>Processes that replace the file each time they have its lock can be faster than a waiter a thousand times within a tenth of
 * a second. So one that may wait gives up only if that has gone on for some seconds, too.
 */
public final class Replacements {
    private static final int MOST = 1_000;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private int count;
    private long first;

    public void oneMore(OpenLock open, Deadline deadline) throws LockException {
        if (count++ == 0) {
            first = System.nanoTime();
        }
        if (count >= MOST && (deadline.hasPassed() || System.nanoTime() - first >= LONGEST_NANOS)) {
            throw new LockException(open.failure(
                    "lock",
                    "each of " + count + " times the file had been replaced by another one before it was locked",
                    "stop what deletes or renames it, or lock a file that stays; a file system without stable file"
                            + " identities cannot be used with locks by path"));
        }
    }
}
