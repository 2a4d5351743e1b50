package io.github.portalocker.internal;

import org.jspecify.annotations.Nullable;

/**
 * The holds of one {@link DescriptorLock}, linked through themselves, so that any of them goes without a search.
 *
 * <p>Guarded by the mutex of that lock.
 */
final class Holds {
    private @Nullable Hold newest;

    void add(Hold hold) {
        hold.older = newest;
        if (newest != null) {
            newest.newer = hold;
        }
        newest = hold;
    }

    void remove(Hold hold) {
        if (hold.newer == null) {
            newest = hold.older;
        } else {
            hold.newer.older = hold.older;
        }
        if (hold.older != null) {
            hold.older.newer = hold.newer;
        }
    }

    /** Whether there is no other hold than this one. */
    static boolean isOnly(Hold hold) {
        return hold.older == null && hold.newer == null;
    }

    /** The newest one that the thread acquired. */
    @Nullable
    Hold newestOf(Thread thread) {
        Hold hold = newest;
        while (hold != null && hold.owner != thread) {
            hold = hold.older;
        }
        return hold;
    }

    /** The newest one taken through this object (null: taken directly). */
    @Nullable
    Hold newestThrough(@Nullable OpenLockFile via) {
        Hold hold = newest;
        while (hold != null && hold.via != via) {
            hold = hold.older;
        }
        return hold;
    }
}
