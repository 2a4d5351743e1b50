package io.github.portalocker.posix;

import java.util.Objects;
import java.util.concurrent.Callable;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockTimeoutException;
import org.jspecify.annotations.Nullable;

/** Timeouts that tell who holds the lock. */
final class TimedOut {
    private static final int MOST_ATTEMPTS = 10;

    private TimedOut() {}

    /** Of several, because on a busy machine the search for holders may find none in its time. */
    static LockTimeoutException withHolders(Callable<HeldFileLock> lock) throws Exception {
        @Nullable LockTimeoutException timeout = null;
        for (int i = 0; i < MOST_ATTEMPTS && !tellsAll(timeout); i++) {
            try (HeldFileLock held = lock.call()) {
                throw new AssertionError("not kept out: " + held);
            } catch (LockTimeoutException e) {
                timeout = e;
            }
        }
        return Objects.requireNonNull(timeout);
    }

    private static boolean tellsAll(@Nullable LockTimeoutException timeout) {
        return timeout != null
                && !timeout.holders().isEmpty()
                && timeout.holders().stream().allMatch(holder -> holder.pid().isPresent());
    }
}
