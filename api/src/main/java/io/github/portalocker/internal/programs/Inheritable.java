package io.github.portalocker.internal.programs;

import java.util.OptionalInt;

/** A lock that a program has, too, if it inherits the descriptor that carries it. */
public interface Inheritable {
    /** The descriptor; empty where the lock is on none that a program could inherit. */
    OptionalInt inheritedDescriptor();

    /** The descriptor of whatever carries a lock; empty if it has none. */
    static OptionalInt descriptorOf(Object lock) {
        return lock instanceof Inheritable inheritable ? inheritable.inheritedDescriptor() : OptionalInt.empty();
    }
}
