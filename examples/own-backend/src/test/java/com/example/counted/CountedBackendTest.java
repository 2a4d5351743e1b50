package com.example.counted;

import io.github.portalocker.tck.ExclusionContract;
import io.github.portalocker.tck.HoldContract;
import io.github.portalocker.tck.ReadWriteLockContract;

/**
 * Three parts of the contract; {@code BackendContract} is all of it. What is said there of the messages of failures
 * is not for this backend: they name the one that it locks through.
 */
final class CountedBackendTest implements ExclusionContract, HoldContract, ReadWriteLockContract {
    @Override
    public String backend() {
        return "counted";
    }
}
