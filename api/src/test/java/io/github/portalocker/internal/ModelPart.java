package io.github.portalocker.internal;

/** What can happen in a {@link Model} beside locks by path and of open files, interrupts, timeouts and other processes. */
enum ModelPart {
    /** Lock files are deleted. */
    DELETIONS,
    /** Open files are closed while others use them. */
    CLOSES,
    /** Locks through channels of the caller. */
    CHANNELS,
    /** Channels are closed while others use them. */
    CHANNEL_CLOSES,
    /** Futures, all of which are waited for or cancelled. */
    FUTURES,
    /** Futures that are completed by others. */
    COMPLETIONS,
    /** Names on a lock server, which keeps the locks of the same files. */
    NAMES,
    /** Operations of the backend fail. */
    FAILURES,
    /** Locks are not taken back at first. */
    FAILED_RELEASES,
    /** It cannot be found out whether a path still names a file. */
    FAILED_LOOKS,
    /** Waits in the kernel end with an Error. */
    ERRORS,
    /** Servers drop locks. */
    LOSSES
}
