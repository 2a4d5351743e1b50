package io.github.portalocker;

/**
 * What a backend can do beyond trying a lock on a file that it opened itself.
 *
 * @since 0.1.0
 */
public enum Capability {
    /** {@link io.github.portalocker.spi.LockHandle#newWait} gives waits in the kernel or on a server; without them the core polls. */
    KERNEL_WAIT,
    /** {@link io.github.portalocker.spi.LockBackend#adopt} works: a channel that the caller opened can be locked. */
    ADOPT_CHANNEL,
    /** The lock survives other code of this JVM opening and closing the same file. */
    SURVIVES_OTHER_CLOSE,
    /** An exclusive lock needs no write access to the file. */
    EXCLUSIVE_WITHOUT_WRITE_ACCESS,
    /** {@link io.github.portalocker.spi.FileHandle#openRange} works: a lock can cover some bytes of a file only. */
    BYTE_RANGES
}
