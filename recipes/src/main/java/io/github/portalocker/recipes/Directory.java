package io.github.portalocker.recipes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * A directory whose entries are to be on the disk: until they are, a power failure can bring an old one back (fsync(2)).
 *
 * <p>Windows has no such call for directories.
 */
final class Directory implements Closeable {
    private final Path path;
    private @Nullable FileChannel channel;

    private Directory(Path path, @Nullable FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opened before anything changes, so that what cannot be flushed is refused in time. */
    static Directory of(Path path, boolean flushes) throws IOException {
        return new Directory(path, flushes && !Systems.WINDOWS ? open(path) : null);
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /** After the change: a failure means that the change is there, and that a power failure may take it back. */
    void flush() throws IOException {
        if (channel == null) {
            return;
        }
        try {
            Uninterrupted.run(() -> {
                FileChannel present = channel;
                if (present == null || !present.isOpen()) {
                    present = open(path);
                    channel = present;
                }
                present.force(true);
            });
        } catch (IOException e) {
            FileSystemException failure = new FileSystemException(
                    path.toString(),
                    null,
                    "the file has its new content, but the directory cannot be flushed to the disk: " + e.getMessage()
                            + "; a power failure can bring the old content back");
            failure.initCause(e);
            throw failure;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
