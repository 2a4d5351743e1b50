package io.github.portalocker.posix;

import java.io.IOException;

import io.github.portalocker.spi.FileHandle;
import io.github.portalocker.spi.Grant;

/** What the tests need of handles of POSIX backends, which are the grants of their locks themselves. */
final class Handles {
    private Handles() {}

    /** Releases the lock. */
    static void release(FileHandle handle) throws IOException {
        ((Grant) handle).release();
    }
}
