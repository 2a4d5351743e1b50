package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import io.github.portalocker.HeldLock;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockMode;
import org.jspecify.annotations.Nullable;

/** A {@link LockFile}: a user of one {@link OpenFile}, which it exchanges when told to follow replacements. */
final class OpenLockFile implements LockFile {
    private final Locks locks;
    private final boolean followsReplacement;
    private volatile OpenFile file;
    private volatile boolean closed;

    OpenLockFile(Locks locks, OpenFile file, boolean followsReplacement) {
        this.locks = locks;
        this.file = file;
        this.followsReplacement = followsReplacement;
    }

    @Override
    public HeldLock lock(LockMode mode) throws IOException, InterruptedException {
        return orTimeout(acquire(mode, Deadline.NEVER), mode, Deadline.NEVER);
    }

    @Override
    public HeldLock lock(LockMode mode, Duration timeout) throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        return orTimeout(acquire(mode, deadline), mode, deadline);
    }

    private HeldLock orTimeout(@Nullable Hold hold, LockMode mode, Deadline deadline) throws IOException {
        if (hold == null) {
            throw locks.timeout(file.path, mode, deadline);
        }
        return hold;
    }

    private @Nullable Hold acquire(LockMode mode, Deadline deadline) throws IOException, InterruptedException {
        Objects.requireNonNull(mode, "mode");
        for (Replacements replaced = new Replacements(); ; replaced.oneMore(file)) {
            ensureOpen();
            OpenFile current = use();
            Hold hold;
            try {
                hold = current.acquire(mode, deadline, true, this);
            } finally {
                done(current);
            }
            if (hold == null || !wasReplaced(current, hold)) {
                return hold;
            }
        }
    }

    @Override
    public Optional<HeldLock> tryLock(LockMode mode) throws IOException {
        Objects.requireNonNull(mode, "mode");
        for (Replacements replaced = new Replacements(); ; replaced.oneMore(file)) {
            ensureOpen();
            OpenFile current = use();
            Hold hold;
            try {
                hold = current.attempt(mode, this, Thread.currentThread());
            } finally {
                done(current);
            }
            if (hold == null || !wasReplaced(current, hold)) {
                return Optional.ofNullable(hold);
            }
        }
    }

    /** A file that another thread may exchange, and close, must stay open while this one waits for it. */
    private OpenFile use() {
        OpenFile current = file;
        while (followsReplacement && !current.addUser()) {
            ensureOpen();
            current = file;
        }
        return current;
    }

    private void done(OpenFile current) throws IOException {
        if (followsReplacement) {
            current.removeUser();
        }
    }

    /** If the held file is no longer the one that the path names: gives it back and opens the new one. */
    private boolean wasReplaced(OpenFile current, Hold hold) throws IOException {
        if (!followsReplacement || current.isCurrent()) {
            return false;
        }
        hold.close();
        synchronized (this) {
            if (file == current && !closed) {
                file = locks.openFile(Objects.requireNonNull(current.path));
                current.removeUser();
            }
        }
        return true;
    }

    @Override
    public Optional<Path> path() {
        return Optional.ofNullable(file.path);
    }

    @Override
    public String backend() {
        return file.backend.name();
    }

    boolean isClosed() {
        return closed;
    }

    void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the LockFile of " + file + " is closed");
        }
    }

    @Override
    public void close() throws IOException {
        OpenFile last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = file;
        }
        last.wakeWaiters();
        IOException failure = null;
        for (Hold hold = last.newestHold(this); hold != null && failure == null; hold = last.newestHold(this)) {
            try {
                hold.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        try {
            last.removeUser();
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "LockFile[" + file + (closed ? ", closed]" : "]");
    }
}
