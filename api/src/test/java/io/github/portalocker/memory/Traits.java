package io.github.portalocker.memory;

import java.time.Duration;

/**
 * What kind of file system and of locks the backend has.
 *
 * @param kernelWaits whether a thread can wait in the kernel; without, the engine has to poll
 * @param ranges whether some bytes of a file can be locked
 * @param triesBlock whether even an open or a try may take as long as a server likes
 * @param deafWaits whether a wait in the kernel may not hear that it is cancelled
 * @param longestWait after which time a wait has to start over
 */
public record Traits(boolean kernelWaits, boolean ranges, boolean triesBlock, boolean deafWaits, Duration longestWait) {
    /** A local file system. */
    public static final Traits LOCAL = new Traits(true, true, false, false, Duration.ofNanos(Long.MAX_VALUE));

    /** Without waits in the kernel. */
    public static final Traits POLLED = new Traits(false, true, false, false, LOCAL.longestWait);

    /** A file system whose server answers when it likes. */
    public static final Traits SLOW_SERVER = new Traits(true, false, true, true, LOCAL.longestWait);

    /** Whole files only. */
    public Traits withoutRanges() {
        return new Traits(kernelWaits, false, triesBlock, deafWaits, longestWait);
    }

    /** Waits that may not hear a cancellation. */
    public Traits withDeafWaits() {
        return new Traits(kernelWaits, ranges, triesBlock, true, longestWait);
    }

    /** Waits that have to start over from time to time. */
    public Traits withLongestWait(Duration time) {
        return new Traits(kernelWaits, ranges, triesBlock, deafWaits, time);
    }
}
