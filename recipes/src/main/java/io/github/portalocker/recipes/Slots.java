package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * The files of a semaphore.
 *
 * @param turnstile whose holder waits for the slots
 * @param files the slots
 * @param locker how they are locked
 */
record Slots(Path turnstile, List<Path> files, FileLocker locker) {

    /** One attempt on each, beginning anywhere, so that not all try the same one first. */
    FileSemaphore.@Nullable Permit tryAny() throws IOException {
        int first = ThreadLocalRandom.current().nextInt(files.size());
        for (int i = 0; i < files.size(); i++) {
            int slot = (first + i) % files.size();
            HeldFileLock lock = locker.tryLock(files.get(slot), LockMode.EXCLUSIVE);
            if (lock != null) {
                return permit(slot, lock);
            }
        }
        return null;
    }

    /** For the thread that asks. */
    FileSemaphore.Permit permit(int slot, HeldFileLock lock) {
        Nesting.entered(files.get(slot), lock);
        return new FileSemaphore.Permit(slot, files.get(slot), lock);
    }
}
