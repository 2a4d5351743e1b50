package io.github.portalocker.memory;

import java.io.IOException;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;

/** Sees whether those who believe that they hold a lock have one, and have it for themselves. */
public final class Judge {
    private final MemoryBackend backend;

    /** Judges the locks of this backend. */
    public Judge(MemoryBackend backend) {
        this.backend = backend;
    }

    /** The time for which a holder relies on a lock: to be ended before the lock is released. */
    public interface Visit {
        /** Ends it. */
        void end();
    }

    /**
     * Begins to rely on a lock that was acquired just now.
     *
     * @param losses how often locks had been lost when the acquisition began: what is lost at once proves nothing
     */
    public Visit enter(HeldFileLock lock, int losses) throws IOException {
        MemoryChannel channel =
                (MemoryChannel) lock.channel(); // outside the monitor, which the engine's locks come before
        Description description = channel.description;
        return backend.files.monitor.read(() -> {
            boolean comparable = backend.files.losses() == losses && channel.isOpen();
            if (comparable && !(description.isLocked() && description.mode == lock.mode())) {
                backend.violation("a hold in mode " + lock.mode() + " without such a lock: " + description);
            }
            Description.Visits visits = description.visits;
            if (visits.count > 0 && lock.mode() == LockMode.EXCLUSIVE) {
                backend.violation("an exclusive hold beside " + visits.count + ": " + description);
            }
            visits.count++;
            return () -> backend.files.monitor.change(() -> visits.count--);
        });
    }
}
