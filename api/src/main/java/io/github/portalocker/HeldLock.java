package io.github.portalocker;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * A lock that is held; close it to release the lock.
 *
 * <p>It is held until {@link #close()}, until the object that it was acquired through is closed, or until the process ends,
 * however that happens. It is not tied to the thread that acquired it: any thread may close it. All methods are thread-safe.
 * Not to be implemented by users: methods may be added.
 *
 * @since 0.1.0
 */
public interface HeldLock extends Closeable {

    /** {@return the mode in which the lock is held} */
    LockMode mode();

    /** {@return what is locked, for messages: the path of a file, or the name of the lock} */
    String subject();

    /** {@return the name of the backend that holds the lock} */
    String backend();

    /**
     * {@return whether this lock excludes others now, as far as that is known without asking a server}
     *
     * <p>False once it was closed, once a server is known to have dropped it, when the file has been deleted, renamed or
     * replaced meanwhile (others lock another file then), and when that cannot be found out. Never throws.
     */
    boolean isValid();

    /**
     * Checks that this lock excludes others now, and asks the server if a server gave it.
     *
     * <p>Where {@link #isValid()} is false, this throws and says why. A server may take its time to answer. The answer is
     * about this moment: protect data by what the lock itself offers, such as {@link HeldFileLock#channel()} on network file
     * systems, or {@link #fencingToken()}.
     *
     * <pre>{@code
     * try (HeldFileLock lock = Portalocker.lock(path, LockMode.EXCLUSIVE)) {
     *     ... // a long computation
     *     lock.ensureValid(); // throws LockLostException if the lock was lost meanwhile
     *     lock.channel().write(ByteBuffer.wrap(new byte[] {1}));
     * }
     * }</pre>
     *
     * @throws LockLostException if this lock was closed or lost, or its file was replaced
     * @throws LockException if that cannot be found out
     */
    void ensureValid() throws LockException;

    /**
     * {@return a number that grows with each exclusive lock of this name, for stores that refuse writes with a lower one}
     *
     * <p>Only lock servers give such numbers, and only with exclusive locks; empty for shared locks and for locks of the
     * operating system.
     */
    OptionalLong fencingToken();

    /**
     * {@return a stage that completes when this lock is found to be lost, while it is held; it never completes otherwise}
     *
     * <p>{@link #isValid()} is false before it completes. It completes on a thread of this library, which dependents must not
     * block. {@link #close()} does not complete it.
     */
    CompletionStage<LockLoss> lost();

    /**
     * Releases the lock; a second call does nothing.
     *
     * @throws LockException if the operating system refuses to unlock: the lock counts as still held, and closing again
     *     tries again
     */
    @Override
    void close() throws IOException;
}
