package io.github.portalocker.internal.handle;

import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

/**
 * The holds of one {@link HandleLock}, linked through themselves, so that any of them goes without a search.
 *
 * <p>Guarded by the mutex of that lock.
 */
public final class HoldList {
    private @Nullable Hold newest;

    public void add(Hold hold) {
        hold.older = newest;
        if (newest != null) {
            newest.newer = hold;
        }
        newest = hold;
    }

    public void remove(Hold hold) {
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
    public static boolean isOnly(Hold hold) {
        return hold.older == null && hold.newer == null;
    }

    /** The newest one that the thread acquired. */
    @Nullable
    public Hold newestOf(Thread thread) {
        Hold hold = newest;
        while (hold != null && hold.request.owner() != thread) {
            hold = hold.older;
        }
        return hold;
    }

    /** The newest one taken in this scope (null: in none). */
    @Nullable
    public Hold newestIn(@Nullable LockScope scope) {
        Hold hold = newest;
        while (hold != null && hold.request.scope() != scope) {
            hold = hold.older;
        }
        return hold;
    }
}
