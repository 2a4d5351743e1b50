package io.github.portalocker.benchmarks;

import io.github.portalocker.LockMode;

/** One way to lock one file that is kept open. */
interface Subject extends AutoCloseable {
    /** Locks; closing the result unlocks. */
    AutoCloseable lock(LockMode mode) throws Exception;

    @Override
    void close() throws Exception;
}
