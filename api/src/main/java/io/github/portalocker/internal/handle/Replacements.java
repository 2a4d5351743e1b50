package io.github.portalocker.internal.handle;

import io.github.portalocker.LockException;
import io.github.portalocker.spi.Failure;

/** Counts how often one acquisition found that its file had been replaced, so that it cannot go on for ever. */
public final class Replacements {
    private static final int MOST = 1_000;

    private int count;

    public void oneMore(OpenFile file) throws LockException {
        if (++count == MOST) {
            throw new LockException(Failure.of(
                    "lock",
                    file.path,
                    file.backend.name(),
                    "each of " + MOST + " times the file had been replaced by another one before it was locked",
                    "stop what deletes or renames it, or lock a file that stays; a file system without stable file"
                            + " identities cannot be used with locks by path"));
        }
    }
}
