package io.github.portalocker.memory;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import io.github.portalocker.HeldFileLock;
import io.github.portalocker.HeldNamedLock;
import io.github.portalocker.LockMode;

/** Sees whether those who believe that they hold a lock have one, and have it for themselves. */
public final class Judge {
    private final MemoryBackend backend;

    /** The last one that was seen of each name; guarded by the monitor. */
    private final Map<String, Long> tokens = new HashMap<>();

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
        return backend.files.monitor.read(
                () -> enter(channel.description, lock.mode(), backend.files.losses() == losses && channel.isOpen()));
    }

    /**
     * Begins to rely on a lock on a name that was acquired just now.
     *
     * @param server where
     * @param losses as above
     */
    public Visit enter(MemoryServer server, HeldNamedLock lock, int losses) {
        return backend.files.monitor.read(() -> {
            if (backend.files.losses() != losses) {
                return () -> {}; // the name may have another handle by now
            }
            if (lock.mode() == LockMode.EXCLUSIVE) {
                long token = lock.fencingToken().orElseThrow();
                Long last = tokens.put(lock.name(), token);
                if (last != null && last >= token) {
                    backend.violation("token " + token + " of " + lock + " after " + last);
                }
            }
            return enter(server.description(lock.name()), lock.mode(), true);
        });
    }

    /** Under the monitor. */
    private Visit enter(Description description, LockMode mode, boolean comparable) {
        if (comparable && !(description.isLocked() && description.mode == mode)) {
            backend.violation("a hold in mode " + mode + " without such a lock: " + description);
        }
        Description.Visits visits = description.visits;
        if (visits.count > 0 && mode == LockMode.EXCLUSIVE) {
            backend.violation("an exclusive hold beside " + visits.count + ": " + description);
        }
        visits.count++;
        return () -> backend.files.monitor.change(() -> visits.count--);
    }
}
