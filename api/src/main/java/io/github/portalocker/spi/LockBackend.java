package io.github.portalocker.spi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.portalocker.Availability;
import io.github.portalocker.LockHolder;

/**
 * One way of locking files that an operating system offers.
 *
 * <p>Implementations are {@link java.util.ServiceLoader} providers: a public class with a public constructor without
 * parameters that loads, and whose {@link #name()} answers, even where its native library is missing. All methods may be
 * called from any thread.
 *
 * @since 0.1.0
 */
public interface LockBackend extends LockSystem {

    /** {@return a stable name in kebab-case, such as {@code posix-flock}: what users write in configuration} */
    @Override
    String name();

    /**
     * {@return the kind of lock that it takes, equal for backends that make the same calls, such as {@code flock}}
     *
     * <p>Users can ask for a kind in place of a name, and get the best backend of it. The default is the name.
     */
    default String kind() {
        return name();
    }

    /**
     * {@return the rank among available backends: the highest number wins, then the first name}
     *
     * <p>The scale: 0-99 portable fallbacks, 100-199 native through JNA, 200-299 native through java.lang.foreign. A
     * fallback is never chosen silently beside a provider that failed to load, because it cannot be told any more which
     * programs that one would have excluded.
     */
    int priority();

    /**
     * {@return whether the backend works here: proven by a real lock on a temporary file, found out once, never an exception}
     *
     * <p>Only errors of the virtual machine itself may escape.
     */
    Availability availability();

    /**
     * Opens a lock file, creating it when it does not exist, without locking it.
     *
     * <p>Refuses, with an exception that says so, whatever is not a regular file and a symbolic link as the last
     * component. Never truncates, writes, deletes or changes the permissions of an existing file. The descriptor is not
     * inherited by child processes.
     *
     * @param path the lock file
     * @param options what the user wants of a file that has to be created
     * @return a handle that has no lock
     * @throws io.github.portalocker.LockException if the file cannot be opened
     */
    FileHandle open(Path path, OpenOptions options) throws IOException;

    /**
     * {@return whether {@link #open} may take longer than a thread that must not block can wait, as far as the name tells}
     *
     * <p>A server of a network file system that is down does not answer. Where this is true, the core opens the file on a thread
     * of its own for callers of {@code lockAsync}. Must not ask the file system itself.
     *
     * @param path the lock file
     */
    default boolean openMayBlock(Path path) {
        return false;
    }

    /**
     * Makes a handle for a file that the caller opened; closing the handle leaves the channel open.
     *
     * <p>The caller may close the channel at any time, from any thread. Each method of the handle must be safe then, and act
     * on no other file that the operating system has given the number of the closed descriptor to; {@link BorrowedDescriptor}
     * does that. {@link LockHandle#tryLock} then throws {@link java.nio.channels.ClosedChannelException}, and
     * {@link Grant#release} has nothing to do.
     *
     * @param channel an open channel of the JDK
     * @return the handle
     * @throws UnsupportedOperationException if the backend cannot lock this channel; the message says why
     * @throws IOException if the channel is closed or the operating system refuses
     */
    FileHandle adopt(FileChannel channel) throws IOException;

    /**
     * {@return the holders of locks on a file, in any lock domain of this operating system; empty if nothing is known}
     *
     * <p>Best effort and never an exception. Also works where the backend is unavailable. Must not open the file: closing it
     * would drop locks of this JVM.
     *
     * @param path the file
     * @param limit after which no more is looked for: what is known by then is returned
     */
    default List<LockHolder> holders(Path path, Duration limit) {
        return List.of();
    }

    /**
     * {@return the waits for locks on a file, one for each, in any lock domain of this operating system; empty if nothing is known}
     *
     * <p>As {@link #holders}: best effort, never an exception, and the file is not opened.
     *
     * @param path the file
     * @param limit after which no more is looked for: what is known by then is returned
     */
    default List<LockHolder> waiters(Path path, Duration limit) {
        return List.of();
    }
}
