package io.github.portalocker.internal.names;

import java.io.IOException;
import java.util.List;

import io.github.portalocker.LockHolder;
import io.github.portalocker.internal.Locks;
import io.github.portalocker.internal.acquire.LockSource;

/** Where locks on names are kept: in a directory or on a server. */
interface NameStore {
    /** How they are taken. */
    Locks locks();

    /** What is locked for a name. */
    LockSource<?> source(String name);

    /** The processes that hold a lock on a name. */
    List<LockHolder> holders(String name);

    /** The processes that wait for a lock on a name. */
    List<LockHolder> waiters(String name);

    /** Removes what is kept of names that are not locked, and answers of how many. */
    long purge() throws IOException;

    /** Ends the use of the store; all locks have been released. */
    void close() throws IOException;

    /** Where it is, without credentials. */
    @Override
    String toString();
}
