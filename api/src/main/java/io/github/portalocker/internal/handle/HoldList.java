package io.github.portalocker.internal.handle;

import java.util.function.Consumer;

import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

/**
 * The holds of one lock, linked through themselves, so that any of them goes without a search.
 *
 * <p>Guarded by the mutex of that lock, as the links are.
 */
final class HoldList<H extends HoldList.Link<H>> {
    private @Nullable H newest;

    /** A hold, as the list knows it. */
    abstract static class Link<H extends Link<H>> {
        final LockRequest request;

        @Nullable
        H older;

        @Nullable
        H newer;

        Link(LockRequest request) {
            this.request = request;
        }
    }

    void add(H hold) {
        hold.older = newest;
        if (newest != null) {
            newest.newer = hold;
        }
        newest = hold;
    }

    void remove(H hold) {
        if (hold.newer == null) {
            newest = hold.older;
        } else {
            hold.newer.older = hold.older;
        }
        if (hold.older != null) {
            hold.older.newer = hold.newer;
        }
    }

    boolean isEmpty() {
        return newest == null;
    }

    /** Whether there is no other hold than this one. */
    static boolean isOnly(Link<?> hold) {
        return hold.older == null && hold.newer == null;
    }

    /** The newest one that the thread acquired. */
    @Nullable
    H newestOf(Thread thread) {
        H hold = newest;
        while (hold != null && hold.request.owner() != thread) {
            hold = hold.older;
        }
        return hold;
    }

    /** The newest one taken in this scope (null: in none). */
    @Nullable
    H newestIn(@Nullable LockScope scope) {
        H hold = newest;
        while (hold != null && !isIn(hold.request.scope(), scope)) {
            hold = hold.older;
        }
        return hold;
    }

    private static boolean isIn(@Nullable LockScope own, @Nullable LockScope scope) {
        return (own == null || scope == null) ? own == scope : own.isWithin(scope);
    }

    void forEach(Consumer<H> action) {
        for (H hold = newest; hold != null; hold = hold.older) {
            action.accept(hold);
        }
    }
}
