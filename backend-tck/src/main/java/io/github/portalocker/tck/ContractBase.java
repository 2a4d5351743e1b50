package io.github.portalocker.tck;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.github.portalocker.Capability;
import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockMode;
import io.github.portalocker.Portalocker;

/**
 * What the parts of the contract have in common.
 *
 * @since 0.1.0
 */
public interface ContractBase {
    /** The name of the backend under test: the one method to implement. */
    String backend();

    /** A locker with the backend under test. */
    default FileLocker locker() {
        return FileLocker.builder().backend(backend()).build();
    }

    /** One attempt; the lock is released if it was acquired, because Windows keeps the test's folder while a file is open. */
    default boolean couldLock(LockMode mode, Path path) throws IOException {
        HeldFileLock lock = locker().tryLock(path, mode);
        if (lock != null) {
            lock.close();
        }
        return lock != null;
    }

    /** Puts a new file where another one is; false if the system refuses, as Windows does for a file that is open. */
    static boolean replace(Path path) throws IOException {
        Path replacement = Files.createFile(path.resolveSibling("new"));
        try {
            Files.move(replacement, path, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (FileSystemException e) {
            return false;
        }
    }

    /** Whether the backend declares a capability. */
    default boolean can(Capability capability) {
        return Portalocker.backends().stream()
                .filter(info -> info.name().equals(backend()))
                .anyMatch(info -> info.capabilities().contains(capability));
    }
}
