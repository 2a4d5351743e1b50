package io.github.portalocker.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.portalocker.LockException;
import io.github.portalocker.LockMode;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.LockBackend;
import io.github.portalocker.spi.LockHandle;
import org.jspecify.annotations.Nullable;

/**
 * One open descriptor and the one lock of the operating system that it carries.
 *
 * <p>Everybody who needs the descriptor counts as a user: the {@link LockFile} that opened it and every hold. The last one
 * to go closes it.
 */
final class OpenFile {
    final LockBackend backend;
    final @Nullable Path path;

    private static final int ABANDONED = Integer.MIN_VALUE / 2;

    private final LockHandle handle;
    private final JvmFile file;
    private final Consumer<OpenFile> onClose;
    private final AtomicInteger users = new AtomicInteger(1);

    /** Guards what follows, and that only one thread at a time works on the handle. */
    private final ReentrantLock mutex = new ReentrantLock();

    private @Nullable LockMode held;
    private @Nullable Hold newest;

    /** Takes over a file that the backend opened (path not null) or adopted. */
    OpenFile(LockBackend backend, @Nullable Path path, LockHandle handle, Consumer<OpenFile> onClose) {
        this.backend = backend;
        this.path = path;
        this.handle = handle;
        this.onClose = onClose;
        this.file = JvmFile.enter(backend, handle.identity());
        file.add(this);
    }

    /** Counts one more user, unless the last one has gone. */
    boolean addUser() {
        return users.getAndUpdate(count -> count > 0 ? count + 1 : count) > 0;
    }

    /** Forgets an adopted channel that its owner closed: with it, the lock has gone, whoever still has a hold. */
    void abandon() {
        if (users.getAndSet(ABANDONED) > 0) {
            file.remove(this);
            file.leave();
        }
    }

    void removeUser() throws IOException {
        mutex.lock();
        try {
            leave();
        } finally {
            mutex.unlock();
        }
    }

    private void leave() throws IOException {
        if (users.decrementAndGet() == 0) {
            file.remove(this);
            file.leave();
            onClose.accept(this);
            handle.close();
        }
    }

    /** One attempt, without waiting; null if a lock is in the way. */
    @Nullable
    Hold attempt(LockMode mode, @Nullable OpenLockFile via, @Nullable Thread owner) throws IOException {
        mutex.lock();
        try {
            if (via != null) {
                via.ensureOpen();
            }
            if (held == null) {
                if (!handle.tryLock(mode)) {
                    return null;
                }
                held = mode;
                if (!isAdopted()) {
                    file.locked(mode);
                }
            } else if (held == LockMode.EXCLUSIVE || mode == LockMode.EXCLUSIVE) {
                return null;
            }
            return addHold(mode, via, owner);
        } finally {
            mutex.unlock();
        }
    }

    private Hold addHold(LockMode mode, @Nullable OpenLockFile via, @Nullable Thread owner) {
        Hold hold = new Hold(this, mode, via, owner);
        hold.older = newest;
        if (newest != null) {
            newest.newer = hold;
        }
        newest = hold;
        users.incrementAndGet();
        return hold;
    }

    /** Acquires for the calling thread; null if the deadline passed. */
    @Nullable
    Hold acquire(LockMode mode, Deadline deadline, @Nullable OpenLockFile via)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Thread self = Thread.currentThread();
        if (!deadline.allowsWaiting() || !file.mustQueue(mode)) {
            Hold hold = attempt(mode, via, self);
            if (hold != null || !deadline.allowsWaiting()) {
                return hold;
            }
        }
        if (!deadline.isTimed()) {
            refuseSelfDeadlock(mode, self);
        }
        return await(mode, deadline, via, self);
    }

    private void refuseSelfDeadlock(LockMode mode, Thread self) {
        Hold own = file.conflictingHoldOf(self, mode);
        if (own != null) {
            String what = own.mode() == LockMode.SHARED
                    ? "a shared lock cannot be upgraded to an exclusive one: release it first"
                    : "it would wait for itself for ever: release the lock first, or use readWriteLock, which is reentrant";
            throw new IllegalStateException("thread " + self.getName() + " already holds " + this + " in mode "
                    + own.mode() + " and asks for " + mode + "; " + what);
        }
    }

    private @Nullable Hold await(LockMode mode, Deadline deadline, @Nullable OpenLockFile via, Thread self)
            throws IOException, InterruptedException {
        Waiter me = new Waiter(mode);
        file.enqueue(me);
        try {
            HeadOfQueue head = new HeadOfQueue(file, me, deadline);
            while (!deadline.hasPassed()) {
                me.takeSignal();
                if (via != null && via.isClosed()) {
                    throw closedWhileWaiting();
                }
                if (file.isHead(me)) {
                    Hold hold = attempt(mode, via, self);
                    if (hold != null) {
                        return hold;
                    }
                    head.pause();
                } else {
                    me.await(deadline.remainingNanos());
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return attempt(mode, via, self); // what arrived at the last instant is a success
        } finally {
            file.dequeue(me);
        }
    }

    private LockException closedWhileWaiting() {
        return new LockException(
                Failure.of("lock", path, backend.name(), "the LockFile was closed while this thread waited", null));
    }

    /** The caller may close an adopted channel, and so release its lock, behind our back: no waiter may rely on us. */
    private boolean isAdopted() {
        return path == null;
    }

    /** The newest hold that the thread acquired. */
    @Nullable
    Hold holdOf(Thread thread) {
        mutex.lock();
        try {
            Hold hold = newest;
            while (hold != null && hold.owner != thread) {
                hold = hold.older;
            }
            return hold;
        } finally {
            mutex.unlock();
        }
    }

    /** The newest hold taken through this object (null: taken directly). */
    @Nullable
    Hold newestHold(@Nullable OpenLockFile via) {
        mutex.lock();
        try {
            Hold hold = newest;
            while (hold != null && hold.via != via) {
                hold = hold.older;
            }
            return hold;
        } finally {
            mutex.unlock();
        }
    }

    void release(Hold hold) throws IOException {
        mutex.lock();
        try {
            if (hold.released) {
                return;
            }
            boolean last = hold.older == null && hold.newer == null;
            if (last) {
                handle.unlock();
                held = null;
                if (!isAdopted()) {
                    file.unlocked(hold.mode());
                }
            }
            hold.released = true;
            unlink(hold);
            if (hold.channel != null && !isAdopted()) {
                hold.channel.close();
            }
            leave();
        } finally {
            mutex.unlock();
            file.signalHead();
        }
    }

    private void unlink(Hold hold) {
        if (hold.newer == null) {
            newest = hold.older;
        } else {
            hold.newer.older = hold.older;
        }
        if (hold.older != null) {
            hold.older.newer = hold.newer;
        }
    }

    FileChannel channel(Hold hold) throws IOException {
        mutex.lock();
        try {
            if (hold.released) {
                throw new IllegalStateException("the lock on " + this + " was released");
            }
            if (hold.channel == null || !hold.channel.isOpen()) {
                hold.channel = handle.channel();
            }
            return hold.channel;
        } finally {
            mutex.unlock();
        }
    }

    /** Whether the path still names the file that is open here. */
    boolean isCurrent() throws IOException {
        return handle.namesSameFile();
    }

    void wakeWaiters() {
        file.signalAll();
    }

    @Override
    public String toString() {
        return (path == null ? "a channel" : path.toString()) + " (" + backend.name() + ")";
    }
}
