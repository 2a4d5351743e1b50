package io.github.portalocker;

/**
 * How a thread waits for a lock of another process.
 *
 * @since 0.1.0
 */
public enum Waiting {
    /** In the kernel where the backend can, which costs no processor time and ends with the release; else as {@link #POLL}. */
    KERNEL,
    /** By trying again every 1 to 25 ms; for systems on which waits in the kernel are not reliable. */
    POLL
}
