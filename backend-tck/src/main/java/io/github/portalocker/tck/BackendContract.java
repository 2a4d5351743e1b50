package io.github.portalocker.tck;

/**
 * Everything a backend must pass: implement it in a test class, name the backend, and JUnit finds the tests.
 *
 * @since 0.1.0
 */
public interface BackendContract
        extends ExclusionContract,
                WaitingContract,
                QueueContract,
                AsyncContract,
                ReadWriteLockContract,
                HoldContract,
                ChannelContract,
                OneFileContract,
                LockFileContract,
                NamedLocksContract,
                RangeContract,
                ReplacementContract,
                StressContract,
                ExitContract,
                EndingContract,
                ProcessContract {}
