package io.github.portalocker;

/**
 * How a lock is shared with others.
 *
 * <p>There is no default anywhere in this library: the Python recipe defaults to shared, {@code FileChannel.lock()} to
 * exclusive, so that any silent default would surprise some users.
 *
 * @since 0.1.0
 */
public enum LockMode {
    /** Any number of shared holders at a time, and no exclusive one: the recipe's {@code LOCK_SH}, a read lock. */
    SHARED,
    /** One holder at a time, and no shared one beside it: the recipe's {@code LOCK_EX}, a write lock. */
    EXCLUSIVE
}
