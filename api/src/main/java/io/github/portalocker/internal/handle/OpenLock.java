package io.github.portalocker.internal.handle;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.github.portalocker.LockMode;
import io.github.portalocker.LockRange;
import io.github.portalocker.internal.log.Log;
import io.github.portalocker.internal.queue.LockQueue;
import io.github.portalocker.internal.queue.LockRequest;
import io.github.portalocker.spi.Failure;
import io.github.portalocker.spi.LockHandle;
import io.github.portalocker.spi.LockSystem;
import org.jspecify.annotations.Nullable;

/**
 * One open handle, for as long as it is used: of a file, or of a name on a lock server.
 *
 * <p>It has as users the caller that opened it, every hold, and a wait in the kernel or on the server. The last one to go closes it,
 * under the mutex of its lock, so that no thread is at work on it then. Holds are known to the lock, under its mutex. The others
 * are counted without it, because the maps of open handles count one more under their own monitors, which are taken within it.
 */
public abstract class OpenLock implements LockQueue.Member {
    static final int CLOSED = -1;
    static final int ABANDONED = Integer.MIN_VALUE / 2;

    static final AtomicIntegerFieldUpdater<OpenLock> USERS =
            AtomicIntegerFieldUpdater.newUpdater(OpenLock.class, "users");

    public final LockSystem system;
    public final LockRange range;

    /** What this JVM knows of the same lock. */
    public final LockQueue queue;

    /** The one lock that the handle can carry. */
    public final HandleLock lock;

    private final LockHandle handle;

    /** But for the holds. Never negative until it is {@link #CLOSED} or {@link #ABANDONED}, and then it stays so. */
    volatile int users = 1;

    OpenLock(LockSystem system, LockRange range, LockHandle handle) {
        this.system = system;
        this.range = range;
        this.handle = handle;
        this.queue = LockQueue.enter(system.space(), handle.identity(), range);
        this.lock = new HandleLock(this, handle);
    }

    /** Counts one more user, unless it was closed after the last one. */
    public final boolean addUser() {
        return USERS.getAndUpdate(this, count -> count >= 0 ? count + 1 : count) >= 0;
    }

    /** Counts one more where there is a user already, which stays one meanwhile. */
    final void addAnotherUser() {
        USERS.incrementAndGet(this);
    }

    public final void removeUser() throws IOException {
        lock.removeUser();
    }

    /** One user less; a failure to close the handle is logged. */
    public final void removeUserQuietly() {
        try {
            removeUser();
        } catch (IOException | RuntimeException e) {
            Log.warn(() -> "what is not needed any more was not closed: " + this, e);
        }
    }

    /** Whether holds are its only users. */
    final boolean isOnlyHeld() {
        return users == 0;
    }

    /** Whether it was closed after its last user, or by its owner. */
    public final boolean isClosed() {
        return users < 0;
    }

    /** Under the mutex of the lock: one user less, which is no hold. */
    final void leave() throws IOException {
        USERS.decrementAndGet(this);
        closeIfUnused();
    }

    /** Under the mutex of the lock, after each user that has gone. */
    final void closeIfUnused() throws IOException {
        if (users == 0 && !lock.hasHolds()) {
            Throwable failure =
                    lock.unlockBeforeClose(); // before a new user can come by another handle of this descriptor
            if (USERS.compareAndSet(this, 0, CLOSED)) {
                lock.closes(failure);
                queue.remove(this);
                queue.leave();
                forget();
                handle.close();
            } else if (failure != null) {
                lock.noteLeftOver(failure);
            }
        }
    }

    /** Under the mutex of the lock: takes it out of the map that it is found in. */
    abstract void forget();

    /** A hold of the lock, as the caller is to have it. */
    abstract Hold newHold(LockRequest request);

    /** Whether the caller may close it behind our back, and so release its lock: no waiter may rely on us. */
    public boolean isAdopted() {
        return false;
    }

    /** Whether the caller has closed it, and the lock has gone with it. */
    public boolean isChannelClosed() {
        return false;
    }

    /** Whether the handle is closed though there are users left, because the channel was. */
    boolean isAbandoned() {
        return false;
    }

    /**
     * Under the mutex of the lock: forgets what its owner closed, and the lock with it.
     *
     * @return whether that is news, so that the handle has to be closed
     */
    boolean abandon() {
        return false;
    }

    /** How long a waiter may park. */
    @Override
    public long longestParkNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public final Object identity() {
        return handle.identity();
    }

    @Override
    public final LockRange range() {
        return range;
    }

    @Override
    public final @Nullable LockMode heldFromOthers() {
        return isAdopted() ? null : lock.heldUnlessLost();
    }

    @Override
    public final @Nullable LockMode heldBy(Thread thread) {
        Hold hold = lock.holdOf(thread);
        return hold == null ? null : hold.mode();
    }

    /** Whether what it was opened by still names what is open here. */
    public abstract boolean isCurrent() throws IOException;

    /** The descriptor that carries the lock, for programs that are to have it, too; empty if there is none. */
    OptionalInt inheritedDescriptor() {
        return OptionalInt.empty();
    }

    /** How that can be, if it does not. */
    abstract String reasonIfNotCurrent();

    /** What is locked, for messages. */
    public abstract String subject();

    /** Of an operation on it. */
    public abstract Failure failure(String operation, String reason, @Nullable String remedy);

    @Override
    public String toString() {
        return subject() + " (" + system.name() + ")";
    }
}
