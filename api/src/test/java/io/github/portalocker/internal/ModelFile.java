package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;

import io.github.portalocker.FileLocker;
import io.github.portalocker.LockFile;
import io.github.portalocker.memory.MemoryChannel;

/** A path of the {@link Model}, and what its threads share to lock it. */
final class ModelFile {
    final Path path;
    private final Model model;
    private volatile Opened opened;
    private volatile Opened following;
    private volatile MemoryChannel channel;

    ModelFile(Model model, Path path) throws IOException {
        this.model = model;
        this.path = path;
        this.opened = new Opened(model.locker);
        this.following = new Opened(model.following);
        this.channel = model.backend.files.channel(path);
    }

    Opened opened() {
        return opened;
    }

    Opened following() {
        return following;
    }

    MemoryChannel channel() {
        return channel;
    }

    int openHandles() {
        return 2; // those of the open files
    }

    void closeAndOpenAgain(boolean theOneThatFollows) throws IOException {
        Opened old = theOneThatFollows ? following : opened;
        Opened fresh = new Opened(theOneThatFollows ? model.following : model.locker);
        if (theOneThatFollows) {
            following = fresh;
        } else {
            opened = fresh;
        }
        old.close();
    }

    void openAgain() throws IOException {
        closeAndOpenAgain(false);
        closeAndOpenAgain(true);
    }

    void closeChannel() {
        MemoryChannel old = channel;
        channel = model.backend.files.channel(path);
        try {
            old.close();
        } catch (IOException e) {
            model.complain(e);
        }
    }

    void close() throws IOException {
        opened.close();
        following.close();
        channel.close();
    }

    /** A LockFile that may be closed at any moment. */
    final class Opened {
        final LockFile file;
        final ModelVisits visits = new ModelVisits();

        Opened(FileLocker locker) throws IOException {
            this.file = locker.open(path);
        }

        private void close() throws IOException {
            visits.endAll();
            file.close();
        }
    }
}
