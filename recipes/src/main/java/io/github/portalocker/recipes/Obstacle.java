package io.github.portalocker.recipes;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** Why a file cannot be replaced by a new one, although its content could be changed where it is. */
final class Obstacle extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    Obstacle(String cause, String remedy, @Nullable Throwable reason) {
        super(cause, reason);
        this.remedy = remedy;
    }

    FileSystemException refusal(Path file) {
        FileSystemException refusal = new FileSystemException(
                file.toString(),
                null,
                "it cannot be replaced: " + getMessage() + "; " + remedy
                        + ", or allow writing in place (inPlaceIfNeeded), which a crash can leave half done");
        refusal.initCause(getCause());
        return refusal;
    }
}
