package io.github.portalocker.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.github.portalocker.NamedLocks;
import org.springframework.integration.support.locks.ExpirableLockRegistry;

/**
 * Spring Integration's locks over {@link NamedLocks}: in a directory, between the processes of one machine, or on a lock server.
 *
 * <pre>{@code
 * @Bean
 * NamedLocks namedLocks() throws IOException {
 *     return NamedLocks.connect("file:/var/lib/app/locks");
 * }
 *
 * @Bean
 * PortalockerLockRegistry lockRegistry(NamedLocks namedLocks) {
 *     return new PortalockerLockRegistry(namedLocks);
 * }
 * }</pre>
 *
 * <p>The locks have no time to live: a lock is held until it is unlocked or its process ends, and is free then.
 *
 * <h2>What the locks do</h2>
 *
 * <p>A lock is exclusive and reentrant: the thread that holds it may lock it again, and unlocks it as often. {@code lock()} cannot be
 * interrupted: the thread's interrupt status is kept for later. The other methods can, but for {@code tryLock()}, which makes one
 * attempt. {@code newCondition()} throws {@link UnsupportedOperationException}.
 *
 * <p>{@code unlock()} throws {@link IllegalMonitorStateException} if the thread does not hold the lock, and
 * {@link java.util.ConcurrentModificationException} if the lock was lost before: others may have had it meanwhile, and the thread does
 * not have it any more. To lock again what was lost, before it is unlocked, throws {@link UncheckedIOException}. To find that out, each
 * of them looks at the lock file, or asks the server.
 *
 * <p>What else goes wrong with a file or a server is thrown as {@link UncheckedIOException}. If {@code unlock()} throws it, the thread
 * still holds the lock and may unlock again.
 *
 * <p>Thread-safe.
 *
 * @since 0.1.0
 */
@SuppressWarnings("rawtypes") // it has no parameter before 7.0
public final class PortalockerLockRegistry implements ExpirableLockRegistry {
    private final NamedLocks locks;
    private final Map<String, RegisteredLock> registered = new ConcurrentHashMap<>();

    /**
     * Makes a registry of locks that are kept in the same place.
     *
     * @param locks stays the caller's, who closes it when the registry is not used any more
     */
    public PortalockerLockRegistry(NamedLocks locks) {
        this.locks = Objects.requireNonNull(locks, "locks");
    }

    /**
     * {@return the lock on a name, the same one for equal names until it expires}
     *
     * @param lockKey the name: a {@code String} that is not empty, because other processes have to find the same lock
     * @throws IllegalArgumentException if it is something else
     * @throws IllegalStateException if the {@link NamedLocks} are closed
     */
    @Override
    public Lock obtain(Object lockKey) {
        Objects.requireNonNull(lockKey, "lockKey");
        if (!(lockKey instanceof String name)) {
            throw new IllegalArgumentException(
                    "the key of a lock must be a String, which is the same in all processes, and is a "
                            + lockKey.getClass().getName());
        }
        RegisteredLock lock =
                registered.computeIfAbsent(name, key -> new RegisteredLock(locks.readWriteLock(key), key));
        lock.touch();
        return lock;
    }

    /**
     * Forgets locks that were not used for a time, and deletes the files of names that are not locked, as {@link NamedLocks#purge()}
     * does where that is safe.
     *
     * <p>A lock that a thread of this JVM holds or waits for stays. One that was forgotten works as before, but is not reentrant with
     * the one that {@link #obtain} gives from then on.
     *
     * @param age in milliseconds, since the lock was last obtained or acquired
     * @throws UncheckedIOException if the directory cannot be read or a file cannot be deleted
     */
    @Override
    public void expireUnusedOlderThan(long age) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(age);
        registered.values().removeIf(lock -> lock.isUnusedFor(nanos));
        try {
            locks.purge();
        } catch (UnsupportedOperationException e) {
            // the files stay, which does no harm
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "PortalockerLockRegistry[" + locks + "]";
    }
}
