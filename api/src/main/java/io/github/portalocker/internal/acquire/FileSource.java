package io.github.portalocker.internal.acquire;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * Where an acquisition gets its file from, again when that one turns out to be replaced.
 *
 * @param <L> what the caller gets
 */
public interface FileSource<L extends HeldLock> {
    /** The file to be locked now, open until {@link #done}. */
    OpenFile use() throws IOException;

    /** Looks after an acquisition whether its answer counts. If not, the hold, if there is one, was released. */
    boolean accepts(OpenFile file, @Nullable Hold hold) throws IOException;

    /** What the caller gets for a hold that was accepted. */
    L handOut(Hold hold);

    /** What was taken into use is not used any more. */
    void done(OpenFile file) throws IOException;

    /** Whether {@link #use} is more than a thread that must not block can do. */
    boolean mayBlock();

    /** For messages; null where it is not known. */
    @Nullable
    Path pathIfKnown();

    /** The bytes to be locked. */
    LockRange range();
}
