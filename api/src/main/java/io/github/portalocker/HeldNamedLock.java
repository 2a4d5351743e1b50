package io.github.portalocker;

/**
 * A lock on a name that is held; close it to release the lock.
 *
 * <p>Not to be implemented by users: methods may be added.
 *
 * @since 0.1.0
 */
public interface HeldNamedLock extends HeldLock {

    /** {@return the name that was locked} */
    String name();
}
