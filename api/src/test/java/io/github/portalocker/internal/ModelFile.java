package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.portalocker.FileLocker;
import io.github.portalocker.HeldFileLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.memory.Judge.Visit;
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
        private final ReentrantLock monitor = new ReentrantLock();
        private final List<Visit> visits = new ArrayList<>(); // guarded by monitor
        private volatile boolean closing;

        Opened(FileLocker locker) throws IOException {
            this.file = locker.open(path);
        }

        boolean isClosing() {
            return closing;
        }

        /** Relies on a lock, unless that is about to be taken away. */
        Visit enter(HeldFileLock lock, int losses) throws IOException {
            monitor.lock();
            try {
                if (closing) {
                    return () -> {};
                }
                Visit visit = model.judge.enter(lock, losses);
                visits.add(visit);
                return () -> leave(visit);
            } finally {
                monitor.unlock();
            }
        }

        private void leave(Visit visit) {
            monitor.lock();
            try {
                if (visits.remove(visit)) {
                    visit.end();
                }
            } finally {
                monitor.unlock();
            }
        }

        private void close() throws IOException {
            monitor.lock();
            try {
                closing = true;
                visits.forEach(Visit::end);
                visits.clear();
            } finally {
                monitor.unlock();
            }
            file.close();
        }
    }
}
