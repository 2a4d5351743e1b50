package io.github.portalocker.posix.core;

import org.jspecify.annotations.Nullable;

/**
 * What all handles of one backend share.
 *
 * @param waitSignal what ends waits in the kernel; null if they have to be polled
 */
record PosixSystem(
        Libc libc,
        PosixPlatform platform,
        LockProtocol protocol,
        FileStatuses statuses,
        Failures failures,
        ExclusionProof proof,
        @Nullable WaitSignal waitSignal) {

    PosixSystem with(@Nullable WaitSignal signal) {
        return new PosixSystem(libc, platform, protocol, statuses, failures, proof, signal);
    }
}
