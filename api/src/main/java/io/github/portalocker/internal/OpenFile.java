package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.LockHandle;
import org.jspecify.annotations.Nullable;

/**
 * One open descriptor, for as long as anybody needs it.
 *
 * <p>Who needs it counts as a user: whoever opened it, every hold, and a wait in the kernel. The last one to go closes it,
 * under the mutex of its lock, so that nobody is at work on it then.
 */
final class OpenFile {
    final LockBackend backend;
    final @Nullable Path path;
    final LockRange range;

    /** What this JVM knows of the same bytes of the same file. */
    final JvmFile jvmFile;

    /** The one lock that the descriptor can carry. */
    final DescriptorLock lock;

    private static final int ABANDONED = Integer.MIN_VALUE / 2;

    private final LockHandle handle;
    private final Consumer<OpenFile> onClose;

    /** Goes from 1 up and down again to 0, or to {@link #ABANDONED}; from there never up to 1 again. */
    private final AtomicInteger users = new AtomicInteger(1);

    /** Takes over a file that the backend opened (path not null) or adopted. */
    OpenFile(LockBackend backend, @Nullable Path path, LockHandle handle, Consumer<OpenFile> onClose) {
        this(backend, path, LockRange.WHOLE_FILE, handle, onClose);
    }

    private OpenFile(
            LockBackend backend, @Nullable Path path, LockRange range, LockHandle handle, Consumer<OpenFile> onClose) {
        this.backend = backend;
        this.path = path;
        this.range = range;
        this.handle = handle;
        this.onClose = onClose;
        this.jvmFile = JvmFile.enter(backend, handle.identity(), range);
        this.lock = new DescriptorLock(this, handle);
        jvmFile.add(this);
    }

    /** The same file once more, for some of its bytes; closing an adopted channel would not release such a lock. */
    OpenFile openRange(LockRange part, Consumer<OpenFile> whenClosed) throws IOException {
        if (isAdopted()) {
            throw new UnsupportedOperationException("a range of bytes cannot be locked through a channel that the"
                    + " caller opened; open the LockFile by its path");
        }
        return new OpenFile(backend, path, part, handle.openRange(part), whenClosed);
    }

    /** Counts one more user, unless the last one has gone. */
    boolean addUser() {
        return users.getAndUpdate(count -> count > 0 ? count + 1 : count) > 0;
    }

    /** Counts one more where somebody is a user already, and stays so meanwhile. */
    void addAnotherUser() {
        users.incrementAndGet();
    }

    /** Forgets an adopted channel that its owner closed: with it, the lock has gone, whoever still has a hold. */
    void abandon() {
        if (users.getAndSet(ABANDONED) > 0) {
            jvmFile.remove(this);
            jvmFile.leave();
        }
    }

    void removeUser() throws IOException {
        lock.removeUser();
    }

    /** Under the mutex of the lock: one user less. */
    void leave() throws IOException {
        if (users.decrementAndGet() == 0) {
            lock.unlockIfPassedOn();
            jvmFile.remove(this);
            jvmFile.leave();
            onClose.accept(this);
            handle.close();
        }
    }

    /** The caller may close an adopted channel, and so release its lock, behind our back: no waiter may rely on us. */
    boolean isAdopted() {
        return path == null;
    }

    /** Whether the path still names the file that is open here. */
    boolean isCurrent() throws IOException {
        return handle.namesSameFile();
    }

    /** Whether the lock is still there, as far as can be known; not under the mutex, because a server may take its time. */
    boolean isStillLocked(LockMode mode) throws IOException {
        if (!addUser()) { // so that the descriptor stays open
            return false;
        }
        try {
            boolean still = !handle.isKnownLost() && handle.isStillLocked(mode);
            if (!still) {
                lock.noteLoss();
            }
            return still;
        } finally {
            removeUser();
        }
    }

    @Override
    public String toString() {
        String what = range.equals(LockRange.WHOLE_FILE) ? "" : range + " of ";
        return what + (path == null ? "a channel" : path.toString()) + " (" + backend.name() + ")";
    }
}
