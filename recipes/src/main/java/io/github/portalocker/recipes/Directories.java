package io.github.portalocker.recipes;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Directories that others made. */
final class Directories {
    private Directories() {}

    /** Without links, so that all names of it lead to the same files. */
    static Path existing(Path directory) throws IOException {
        Path real;
        try {
            real = directory.toRealPath();
        } catch (NoSuchFileException e) {
            throw new FileSystemException(directory.toString(), null, "it does not exist; create the directory");
        }
        if (!Files.isDirectory(real)) {
            throw new FileSystemException(directory.toString(), null, "it is not a directory; name one that is");
        }
        return real;
    }
}
