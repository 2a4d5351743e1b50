package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.log.Log;
import io.github.portalocker.internal.programs.Inheritable;
import io.github.portalocker.internal.queue.FileQueue;
import io.github.portalocker.internal.queue.LockScope;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.LockHandle;
import org.jspecify.annotations.Nullable;

/**
 * One open descriptor, for as long as it is used.
 *
 * <p>It has as users the caller that opened it, every hold, and a wait in the kernel. The last one to go closes it, under the
 * mutex of its lock, so that no thread is at work on it then. Users are counted without the mutex, because the maps of open
 * files count one more under their own monitors, which are taken within it.
 */
public final class OpenFile implements FileQueue.Member {
    public final LockBackend backend;
    public final @Nullable Path path;
    public final LockRange range;

    /** The caller's channel, which the caller may close at any time; null for a file that the backend opened. */
    private final @Nullable FileChannel borrowed;

    /** What this JVM knows of the same bytes of the same file. */
    public final FileQueue queue;

    /** The one lock that the descriptor can carry. */
    public final HandleLock lock;

    private static final long LONGEST_PARK_ON_CHANNEL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int ABANDONED = Integer.MIN_VALUE / 2;

    @SuppressWarnings("UnusedVariable") // keeps it reachable
    private volatile @Nullable Object watch;

    private final LockHandle handle;
    private final Consumer<OpenFile> onClose;

    /** Goes from 1 up and down again to 0, or to {@link #ABANDONED}; from there never up to 1 again. */
    private final AtomicInteger users = new AtomicInteger(1);

    /** Takes over a file that the backend opened. */
    public static OpenFile opened(LockBackend backend, Path path, LockHandle handle) {
        return new OpenFile(backend, path, null, LockRange.WHOLE_FILE, handle, file -> {});
    }

    /** Takes over a file that the backend adopted. */
    public static OpenFile adopted(
            LockBackend backend, FileChannel channel, LockHandle handle, Consumer<OpenFile> onClose) {
        return new OpenFile(backend, null, channel, LockRange.WHOLE_FILE, handle, onClose);
    }

    private OpenFile(
            LockBackend backend,
            @Nullable Path path,
            @Nullable FileChannel borrowed,
            LockRange range,
            LockHandle handle,
            Consumer<OpenFile> onClose) {
        this.backend = backend;
        this.path = path;
        this.borrowed = borrowed;
        this.range = range;
        this.handle = handle;
        this.onClose = onClose;
        this.queue = FileQueue.enter(backend, handle.identity(), range);
        this.lock = new HandleLock(this, handle);
        queue.add(this);
    }

    /** The same file once more, for some of its bytes; closing an adopted channel would not release such a lock. */
    public OpenFile openRange(LockRange part, Consumer<OpenFile> whenClosed) throws IOException {
        if (isAdopted()) {
            throw new UnsupportedOperationException("a range of bytes cannot be locked through a channel that the"
                    + " caller opened; open the LockFile by its path");
        }
        return new OpenFile(backend, path, null, part, handle.openRange(part), whenClosed);
    }

    /** Warns if the object through which the caller has opened it is collected before it is closed. */
    public void watch(Object lockFile, LockScope scope) {
        watch = Forgotten.watch(lockFile, "the LockFile of ", this, scope::isClosed);
    }

    /** Counts one more user, unless the last one has gone. */
    public boolean addUser() {
        return users.getAndUpdate(count -> count > 0 ? count + 1 : count) > 0;
    }

    /** Counts one more where there is a user already, which stays one meanwhile. */
    void addAnotherUser() {
        users.incrementAndGet();
    }

    /**
     * Under the mutex of the lock: forgets an adopted channel that its owner closed, and the lock with it.
     *
     * @return whether that is news, so that the handle has to be closed
     */
    public boolean abandon() {
        if (users.getAndSet(ABANDONED) <= 0) {
            return false;
        }
        queue.remove(this);
        queue.leave();
        return true;
    }

    /** Whether the handle is closed though there are users left, because the channel was. */
    boolean isAbandoned() {
        return borrowed != null && users.get() < 0;
    }

    public void removeUser() throws IOException {
        lock.removeUser();
    }

    /** One user less; a failure to close the file is logged. */
    public void removeUserQuietly() {
        try {
            removeUser();
        } catch (IOException | RuntimeException e) {
            Log.warn(() -> "a file that is not needed any more was not closed: " + this, e);
        }
    }

    /** Whether the last user has gone. */
    public boolean isClosed() {
        return users.get() <= 0;
    }

    /** Under the mutex of the lock: one user less. */
    public void leave() throws IOException {
        if (users.decrementAndGet() == 0) {
            lock.unlockBeforeClose();
            queue.remove(this);
            queue.leave();
            onClose.accept(this);
            handle.close();
        }
    }

    /** The caller may close an adopted channel, and so release its lock, behind our back: no waiter may rely on us. */
    public boolean isAdopted() {
        return borrowed != null;
    }

    /** Whether the caller has closed the channel, and the lock has gone with it. */
    public boolean isChannelClosed() {
        return borrowed != null && !borrowed.isOpen();
    }

    /** Closing a channel wakes no waiter of ours. */
    @Override
    public long longestParkNanos() {
        return isAdopted() ? LONGEST_PARK_ON_CHANNEL_NANOS : Long.MAX_VALUE;
    }

    @Override
    public Object identity() {
        return handle.identity();
    }

    @Override
    public LockRange range() {
        return range;
    }

    @Override
    public @Nullable LockMode heldBy(Thread thread) {
        Hold hold = lock.holdOf(thread);
        return hold == null ? null : hold.mode();
    }

    /** Whether the path still names the file that is open here. */
    public boolean isCurrent() throws IOException {
        return handle.namesSameFile();
    }

    /** The descriptor that carries the lock, for programs that are to have it, too. */
    OptionalInt inheritedDescriptor() {
        return isAdopted() ? OptionalInt.empty() : Inheritable.descriptorOf(handle);
    }

    /** What is locked, for messages. */
    String subject() {
        String what = range.equals(LockRange.WHOLE_FILE) ? "" : range + " of ";
        return what + (path == null ? "a channel" : path.toString());
    }

    /** Whether the lock is still there, as far as that is known without asking a server. */
    boolean isLockedAsFarAsKnown(LockMode mode) throws IOException {
        return lock.triesBlock() ? !lock.noteLoss() : isStillLocked(mode);
    }

    /** Whether the lock is still there, as far as can be known; not under the mutex, because a server may take its time. */
    public boolean isStillLocked(LockMode mode) throws IOException {
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
        return subject() + " (" + backend.name() + ")";
    }
}
