package io.github.portalocker.posix.core;

/** What all handles of one backend share. */
record PosixSystem(
        Libc libc, PosixPlatform platform, LockProtocol protocol, FileStatuses statuses, Failures failures) {}
