package io.github.portalocker.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.portalocker.LockHolder;

/**
 * A connection to a lock server, which keeps locks on names.
 *
 * <p>Locks that are taken through it are those of one client: of {@linkplain #space() spaces} that are not equal, each excludes
 * the other, also within one JVM. All methods may be called from any thread. Those that ask the server answer or fail within a
 * bounded time, whatever becomes of the server.
 *
 * @since 0.1.0
 */
public interface LockServer extends LockSystem, AutoCloseable {

    /**
     * Prepares locks on a name, without asking the server.
     *
     * <p>The core opens a name once for all threads of this JVM that want it at a time, and closes it when none does. It opens the name
     * again, and keeps both handles while they are used, after a lock was lost, and for readers that come long after those that share a lock:
     * so the server can let a writer go first.
     *
     * @param name any text that is not empty
     * @return a handle that has no lock; its {@link LockHandle#identity()} is equal for equal names
     * @throws io.github.portalocker.LockException if the server cannot keep a lock of this name; the message says why
     */
    LockHandle open(String name) throws IOException;

    /** Itself: one client of the server. */
    @Override
    default Object space() {
        return this;
    }

    /**
     * {@return the holders of locks on a name, of any client; empty if nothing is known}
     *
     * <p>Best effort and never an exception.
     *
     * @param name what is locked
     * @param limit after which no more is looked for
     */
    default List<LockHolder> holders(String name, Duration limit) {
        return List.of();
    }

    /**
     * {@return those that wait for a lock on a name, of any client; empty if nothing is known}
     *
     * <p>Best effort and never an exception.
     *
     * @param name what is waited for
     * @param limit after which no more is looked for
     */
    default List<LockHolder> waiters(String name, Duration limit) {
        return List.of();
    }

    /**
     * {@return what is worth knowing of the server and of this connection, for diagnoses: versions, the times of its session}
     *
     * <p>What it is called, and its value, in the order in which they are shown to people. Best effort and never an exception.
     */
    default Map<String, String> facts() {
        return Map.of();
    }

    /**
     * Ends the connection, and with it all locks that are left; a second call does nothing.
     *
     * @throws IOException if that fails
     */
    @Override
    void close() throws IOException;
}
