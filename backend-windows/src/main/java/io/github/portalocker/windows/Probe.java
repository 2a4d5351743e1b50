package io.github.portalocker.windows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.portalocker.Availability;
import io.github.portalocker.Availability.Available;
import io.github.portalocker.Availability.Unavailable;
import io.github.portalocker.LockMode;

/** Proves with real calls on a temporary file that locks lock. */
final class Probe {
    private final WindowsSystem system;

    Probe(WindowsSystem system) {
        this.system = system;
    }

    Availability run() {
        Path file = null;
        try {
            file = Files.createTempFile("portalocker", ".probe");
            proveExclusion(file);
            return new Available();
        } catch (IOException | LinkageError | RuntimeException e) {
            return new Unavailable(
                    "its locks could not be proven on a temporary file: " + e.getMessage(),
                    "set -Djava.io.tmpdir to a writable directory on a local drive",
                    e);
        } finally {
            if (file != null && !file.toFile().delete()) {
                file.toFile().deleteOnExit();
            }
        }
    }

    private static void require(boolean right, String otherwise) throws IOException {
        if (!right) {
            throw new IOException(otherwise);
        }
    }

    private void proveExclusion(Path file) throws IOException {
        try (OwnHandle first = OwnHandle.open(system, file);
                OwnHandle second = OwnHandle.open(system, file)) {
            require(
                    first.identity().equals(second.identity()) && first.namesSameFile(),
                    "two handles on one file differ in its identity");
            require(first.lock(LockMode.EXCLUSIVE), "a new file could not be locked");
            require(!second.lock(LockMode.SHARED), "a shared lock was granted beside an exclusive one");
            first.release();
            require(second.lock(LockMode.SHARED), "a lock could not be had after its release");
            require(first.lock(LockMode.SHARED), "a second shared lock was not granted");
            first.release();
            second.release();
        }
    }
}
