package io.github.portalocker.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.stream.Stream;

import io.github.portalocker.LockException;
import io.github.portalocker.LockFile;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.handle.FileOpener;
import io.github.portalocker.internal.handle.Hold;
import io.github.portalocker.internal.handle.OpenFile;
import io.github.portalocker.internal.handle.OpenLock;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.internal.queue.LockScope;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** A {@link LockFile}: a user of one {@link OpenFile}, which it exchanges when told to follow replacements. */
final class DefaultLockFile extends AbstractLockFile {
    /** Noted under any of the two monitors, or none. */
    @SuppressWarnings({"rawtypes", "unchecked"}) // a class literal has no type arguments
    private static final AtomicReferenceFieldUpdater<DefaultLockFile, List<OpenFile>> FORMER =
            (AtomicReferenceFieldUpdater)
                    AtomicReferenceFieldUpdater.newUpdater(DefaultLockFile.class, List.class, "former");

    private final FileOpener files;
    private final boolean followsReplacement;
    private Map<LockRange, OpenFile> parts = Map.of(); // guarded by scope; made when there is one

    /** Those that have lost their lock, or were replaced; holds on them that are left keep them open. The lists do not change. */
    private volatile List<OpenFile> former = List.of();

    private volatile OpenFile file;

    DefaultLockFile(FileLocks locks, FileOpener files, OpenFile file, boolean followsReplacement) {
        super(locks, new LockScope(null));
        this.files = files;
        this.file = file;
        this.followsReplacement = followsReplacement;
        if (!file.isAdopted()) { // a channel is the caller's to close
            file.watch(this, scope);
        }
    }

    /** What another thread may close or exchange must stay open while this one waits for it. */
    @Override
    public OpenFile use(LockRequest request) throws IOException {
        ensureOpen();
        OpenFile current = withoutLoss();
        while (followsReplacement && !current.addUser()) {
            ensureOpen();
            current = withoutLoss();
        }
        return current;
    }

    /**
     * A descriptor that has lost its lock gets no other: opens the same file again. The old one may be closed with threads at
     * work on it, who ask nothing more of it once it has lost its lock.
     */
    private OpenFile withoutLoss() throws IOException {
        OpenFile current = file;
        return current.lock.isLost() ? openAgain() : current;
    }

    private OpenFile openAgain() throws IOException {
        OpenFile old;
        OpenFile fresh;
        synchronized (this) {
            ensureOpen();
            old = file;
            if (!old.lock.isLost()) {
                return old;
            }
            fresh = files.open(requireNonNull(old.path));
            if (!followsReplacement && fresh.queue != old.queue) {
                fresh.removeUser();
                throw new LockException(old.failure(
                        "lock",
                        "the server has lost the lock, and the path names another file by now",
                        "open the LockFile again"));
            }
            note(old);
            file = fresh;
            fresh.watch(this, scope);
        }
        old.removeUserQuietly(); // outside the monitor, so that no other lock is taken in it
        return fresh;
    }

    private void note(OpenFile exchanged) {
        FORMER.updateAndGet(
                this,
                known -> Stream.concat(known.stream().filter(open -> !open.isClosed()), Stream.of(exchanged))
                        .toList());
    }

    /** Threads that want the same bytes at the same time share a descriptor for them, which is closed by the last one. */
    OpenFile usePart(LockRange range) throws IOException {
        ensureOpen();
        locks.requireByteRanges();
        synchronized (scope) {
            OpenFile known = parts.get(range);
            if (known != null && !known.lock.isLost() && known.addUser()) {
                return known;
            }
        }
        return openPart(range);
    }

    private OpenFile openPart(LockRange range) throws IOException {
        OpenFile whole = null;
        try {
            synchronized (scope) {
                ensureOpen();
                OpenFile known = parts.get(range);
                if (known != null && known.lock.isLost()) {
                    note(known);
                } else if (known != null && known.addUser()) {
                    return known; // of a thread that was quicker
                }
                whole = useWhole();
                OpenFile part = whole.openRange(range, this::forgetPart);
                if (parts.isEmpty()) {
                    parts = new HashMap<>();
                }
                parts.put(range, part);
                return part;
            }
        } finally {
            if (whole != null) {
                whole.removeUserQuietly(); // outside the monitor, which is taken within its mutex
            }
        }
    }

    /** So that another thread that exchanges it does not close it. */
    private OpenFile useWhole() {
        OpenFile whole = file;
        while (!whole.addUser()) { // it was exchanged just now
            ensureOpen();
            whole = file;
        }
        return whole;
    }

    /** The open file of these bytes; null if there is none. */
    @Nullable
    OpenFile part(LockRange range) {
        if (range.equals(LockRange.WHOLE_FILE)) {
            return file;
        }
        synchronized (scope) {
            return parts.get(range);
        }
    }

    private void forgetPart(OpenFile part) {
        synchronized (scope) {
            if (!parts.isEmpty()) {
                parts.remove(part.range, part);
            }
        }
    }

    @Override
    public void done(OpenLock current) throws IOException {
        if (followsReplacement) {
            current.removeUser();
        }
    }

    @Override
    public boolean accepts(OpenLock current, LockRequest request, @Nullable Hold hold) throws IOException {
        return !wasReplaced(current, hold) && (hold != null || !current.lock.isLost());
    }

    /** If the file is no longer the one that the path names: releases the hold, if there is one, and opens the new one. */
    private boolean wasReplaced(OpenLock current, @Nullable Hold hold) throws IOException {
        if (!followsReplacement || FileOpener.isCurrent(current, hold)) {
            return false;
        }
        synchronized (this) {
            if (!scope.isClosed() && !file.isCurrent()) {
                OpenFile old = file;
                file = files.open(requireNonNull(old.path));
                file.watch(this, scope);
                note(old);
                synchronized (scope) {
                    parts.values().forEach(this::note);
                    parts = Map.of();
                }
                old.removeUser();
            }
        }
        return true;
    }

    @Override
    public boolean mayBlock() {
        Path path = file.path;
        return path == null || files.mayBlock(path);
    }

    @Override
    public @Nullable Path pathIfKnown() {
        return file.path;
    }

    @Override
    public Optional<Path> path() {
        return Optional.ofNullable(file.path);
    }

    @Override
    public LockRange range() {
        return LockRange.WHOLE_FILE;
    }

    @Override
    public LockFile range(LockRange range) {
        ensureOpen();
        if (!range.equals(LockRange.WHOLE_FILE)) {
            locks.requireByteRanges();
        }
        return new LockFilePart(this, requireNonNull(range, "range"));
    }

    @Override
    public void close() throws IOException {
        List<Closeable> last = new ArrayList<>();
        synchronized (this) {
            if (scope.isClosed()) {
                return;
            }
            scope.close();
            synchronized (scope) {
                parts.values().forEach(part -> last.add(() -> releaseAll(part)));
            }
            former.forEach(exchanged -> last.add(() -> releaseAll(exchanged)));
            OpenFile current = file;
            last.add(() -> releaseAll(current));
            last.add(current::removeUser);
        }
        DefaultHeldLocks.closeAll(last);
    }

    @Override
    public String toString() {
        return "LockFile[" + file + (scope.isClosed() ? ", closed]" : "]");
    }
}
