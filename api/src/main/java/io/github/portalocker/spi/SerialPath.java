package io.github.portalocker.spi;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A path in serial form: as text, or where this system's text does not lead back to it, as the URI of its absolute form.
 */
@SuppressWarnings("doclint:missing")
record SerialPath(String text, boolean isUri) implements Serializable {

    static @Nullable SerialPath of(@Nullable Path path) {
        if (path == null) {
            return null;
        }
        SerialPath asText = new SerialPath(path.toString(), false);
        return path.equals(asText.path()) ? asText : new SerialPath(path.toUri().toString(), true);
    }

    /** Null if it is no path on this system. */
    @Nullable
    Path path() {
        try {
            return isUri ? Path.of(URI.create(text)) : Path.of(text);
        } catch (IllegalArgumentException
                | FileSystemNotFoundException e) { // InvalidPathException is one of the former
            return null;
        }
    }
}
