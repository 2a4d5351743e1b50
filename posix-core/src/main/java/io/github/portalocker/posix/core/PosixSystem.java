package io.github.portalocker.posix.core;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What all handles of one backend share.
 *
 * @param remoteDevices those that are no device of this machine, as its files have shown so far: what a descriptor there is
 *     open for may decide what its locks can do
 * @param waitSignal what ends waits in the kernel; null if they have to be polled
 */
record PosixSystem(
        Libc libc,
        PosixPlatform platform,
        LockProtocol protocol,
        FileStatuses statuses,
        Failures failures,
        ExclusionProof proof,
        Set<Long> remoteDevices,
        @Nullable WaitSignal waitSignal) {

    PosixSystem with(@Nullable WaitSignal signal) {
        return new PosixSystem(libc, platform, protocol, statuses, failures, proof, remoteDevices, signal);
    }
}
