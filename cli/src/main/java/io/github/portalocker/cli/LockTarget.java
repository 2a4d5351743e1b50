package io.github.portalocker.cli;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockHolder;
import org.jspecify.annotations.Nullable;

/** What a command line names to be locked. */
interface LockTarget {
    /** For messages. */
    String description();

    /** For a line that must be short. */
    String shortName();

    /** Waits for the locks; zero makes one attempt, null waits for as long as it takes. */
    Held lock(@Nullable Duration timeout) throws IOException, InterruptedException;

    /** Who is in the way, as far as that is known. */
    List<LockHolder> holders();

    /** Who waits, as far as that is known. */
    List<LockHolder> waiters();

    /**
     * Locks that were acquired.
     *
     * @param locks all of them
     * @param all closes them
     */
    record Held(List<HeldLock> locks, Closeable all) implements Closeable {
        @Override
        public void close() throws IOException {
            all.close();
        }
    }
}
