package io.github.portalocker;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Several locks that are held; close it to release them all.
 *
 * <p>All methods are thread-safe. Not to be implemented by users: methods may be added.
 *
 * @since 0.1.0
 */
public interface HeldLocks extends Closeable {

    /** {@return the locks, in the order in which they are released; fewer than were asked for where two were the same} */
    List<HeldLock> locks();

    /** {@return whether all of them are valid, as {@link HeldLock#isValid()} says} */
    boolean isValid();

    /**
     * Releases all locks; a second call does nothing.
     *
     * <p>Goes on where one cannot be released, and throws that failure at the end, with further ones suppressed.
     *
     * @throws IOException if a lock cannot be released
     */
    @Override
    void close() throws IOException;
}
