package io.github.portalocker.internal.acquire;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.LockRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where an acquisition gets the handle from that it locks, again when that one turns out to be of no use any more.
 *
 * @param <L> what the caller gets
 */
public interface LockSource<L extends HeldLock> {
    /** The handle to be locked now, open until {@link #done}. */
    OpenLock use(LockRequest request) throws IOException;

    /** Looks after an acquisition whether its answer counts. If not, the hold, if there is one, was released. */
    boolean accepts(OpenLock open, LockRequest request, @Nullable Hold hold) throws IOException;

    /** What the caller gets for a hold that was accepted. */
    L handOut(Hold hold);

    /** Hands out a hold that was accepted; one that cannot be handed out is released. */
    default L give(Hold hold) {
        try {
            return handOut(hold);
        } catch (RuntimeException | Error e) {
            hold.open.lock.discard(hold);
            throw e;
        }
    }

    /** What was taken into use is not used any more. */
    void done(OpenLock open) throws IOException;

    /** Whether {@link #use} is more than a thread that must not block can do. */
    boolean mayBlock();

    /** The name that is to be locked; null where a file is. */
    default @Nullable String name() {
        return null;
    }

    /** The file that is to be locked; null where it is not known, or there is none. */
    @Nullable
    Path pathIfKnown();

    /** The bytes to be locked. */
    default LockRange range() {
        return LockRange.WHOLE_FILE;
    }
}
